//! Files: what they are, what is wrong with them, what is made of them, and where they are kept.
//!
//! Always true here:
//! - What a file is is decided by its bytes, never by its name or by what the sender says.
//! - How large a picture is is known, and bounded, before any of it is decoded (security rows D1–D3).
//! - What comes out was encoded here: nothing of the original but its pixels and its colour profile is left.
//! - Video and sound are read by other programs, which can reach one folder and no network (`ffmpeg`, security row D4).
//! - Nobody is known here: whose a file is and who may see it is the core's.

mod animation;
mod encode;
mod ffmpeg;
mod files;
mod hls;
mod kind;
mod photo;
mod picture;
mod refused;
mod webvtt;

pub use animation::moves;
pub use ffmpeg::{Failure, FfmpegReport, INPUT, Played, Poster, Report, Size, Tools, Walls, What};
pub use files::{Arrived, Digest, Files, Hasher, Parts, Remote, Scratch, Spool};
pub use hls::{Pieces, Variant, choice};
pub use kind::{Container, Format, HEAD, Kind};
pub use picture::{MAX_BYTES, MAX_PIXELS, Picture, Rendition, Shape, cropped, fitted, picture};
pub use refused::Refused;
pub use webvtt::{MAX_CAPTIONS, captions};
