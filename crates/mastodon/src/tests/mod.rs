//! Tests over the whole crate: what is true of every route, of every entity, and the stories of apps.

mod announced;
mod bad_input;
mod border;
mod community;
mod conversations;
mod discovery;
mod documented;
mod entities;
mod held_back;
mod leaks;
mod lists;
mod matrix;
mod media;
mod oauth;
mod openapi;
mod people;
mod posts;
mod profile;
mod push;
mod rates;
mod search;
mod staff;
mod statements;
mod streams;
mod told;
mod world;
