//! Every SQL statement, for both engines; migrations; the journal table.
//!
//! [`Store`] gives out transactions as synchronous closures: read functions take a `&mut` [`Conn`],
//! write functions a `&mut` [`Tx`]. Each module is a noun; its statements stand beside the functions that run
//! them. Nothing here knows a protocol.

mod engine;
mod error;

pub mod account;
pub mod account_move;
pub mod activity;
pub mod announcement;
pub mod answer;
pub mod app_login;
pub mod border;
pub mod bound_grant;
pub mod card;
pub mod collection;
pub mod conversation;
pub mod did_operation;
pub mod domain;
pub mod draft;
pub mod emoji;
pub mod event;
pub mod event_errand;
pub mod far;
pub mod feed;
pub mod file;
pub mod filter;
pub mod folder;
pub mod gate;
pub mod hidden;
pub mod idempotency;
pub mod identity;
pub mod invite;
pub mod journal;
pub mod key;
pub mod lease;
pub mod letter;
pub mod list;
pub mod look;
pub mod measure;
pub mod media;
pub mod member;
pub mod member_code;
pub mod migrate;
pub mod notification;
pub mod notification_group;
pub mod notification_policy;
pub mod notification_request;
pub mod oauth;
pub mod open_file;
pub mod outbox;
pub mod poll;
pub mod post;
pub mod push;
pub mod quote;
pub mod reaction;
pub mod recommend;
pub mod relation;
pub mod relay;
pub mod repo;
pub mod repo_arrival;
pub mod repo_blob;
pub mod repo_event;
pub mod report;
pub mod same_person;
pub mod scheduled;
pub mod search;
pub mod session;
pub mod setting;
pub mod signer_app;
pub mod staff;
pub mod story;
pub mod strike;
pub mod strong_ref;
pub mod tag;
pub mod thread;
pub mod timeline;
pub mod tombstone;
pub mod translation;
pub mod trend;
pub mod upload;
pub mod version;
mod window;

pub use engine::{
    Arg, Cell, Col, Conn, Engine, Ids, Kind, Row, Store, StoreConfig, Target, Texts, Tx, Typed,
    Value,
};
pub use error::{Cause, Error, Result};
pub use migrate::{Migration, MigrationStep};
pub use window::{End, Window};
