//! One form, whatever its encoding. Apps of this field send the same parameters as JSON, as
//! `application/x-www-form-urlencoded`, as multipart, or in the query, and mix them: [`AnyForm`] reads them all
//! into one tree (`tree`), and from there into a type, leniently (`lenient`): `"1"` is a number where a number
//! is wanted, `"on"` is true, one value is a list of one.
//!
//! What is always true here: a form has at most [`FormLimits::fields`] fields, [`MAX_DEPTH`] levels of brackets,
//! [`MAX_JSON_DEPTH`] levels of JSON and [`FormLimits::text`] bytes, is free of NUL, and whatever is wrong
//! with it is a 4xx. Fields nobody asked for are ignored.

mod extract;
mod json;
mod lenient;
mod refusal;
#[cfg(test)]
mod tests;
mod tree;

pub use extract::{AnyForm, File, FormLimits};
pub use lenient::{from_value, non_blank};
pub use refusal::BadForm;
pub use tree::{MAX_DEPTH, MAX_JSON_DEPTH};
