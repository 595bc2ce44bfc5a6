//! How the words look in the description of an API.

use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::Time;

/// A text, with what it says.
pub(crate) fn text(says: &str, format: Option<KnownFormat>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(says))
        .format(format.map(SchemaFormat::KnownFormat))
        .build()
        .into()
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        text("A moment, RFC 3339 in UTC.", Some(KnownFormat::DateTime))
    }
}

impl ToSchema for Time {
    fn name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }
}
