//! Data of records: made, and read without trust.

use at_proto::cid::Cid;
use at_proto::data::{self, BlobRef, Ipld};
use model::Time;

/// An object.
pub(super) fn object<const N: usize>(fields: [(&str, Ipld); N]) -> Ipld {
    Ipld::Map(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// An object that says what it is.
pub(super) fn typed<const N: usize>(name: &str, fields: [(&str, Ipld); N]) -> Ipld {
    let mut made = object(fields);
    put(&mut made, "$type", Some(text(name)));
    made
}

/// Adds what there is.
pub(super) fn put(to: &mut Ipld, name: &str, value: Option<Ipld>) {
    if let (Ipld::Map(fields), Some(value)) = (to, value) {
        fields.insert(name.to_owned(), value);
    }
}

pub(super) fn text(text: impl Into<String>) -> Ipld {
    Ipld::String(text.into())
}

pub(super) fn number(number: impl Into<i128>) -> Ipld {
    Ipld::Integer(number.into())
}

/// A length of a text, always far below what a number holds.
pub(super) fn length(length: usize) -> Ipld {
    Ipld::Integer(i128::try_from(length).unwrap_or(0))
}

/// A moment, in the one form that all apps read.
pub(super) fn moment(time: Time) -> Ipld {
    let written = time.to_string();
    let is_one = at_proto::syntax::Datetime::parse(&written).is_ok();
    text(if is_one {
        written
    } else {
        Time::default().to_string()
    })
}

pub(super) fn blob(blob: &BlobRef) -> Ipld {
    typed(
        "blob",
        [
            ("ref", Ipld::Link(blob.cid.into())),
            ("mimeType", text(&blob.media_type)),
            ("size", number(blob.size)),
        ],
    )
}

pub(super) fn field<'a>(data: &'a Ipld, name: &str) -> Option<&'a Ipld> {
    match data {
        Ipld::Map(fields) => fields.get(name),
        _ => None,
    }
}

pub(super) fn text_of<'a>(data: &'a Ipld, name: &str) -> Option<&'a str> {
    as_text(field(data, name)?)
}

pub(super) fn as_text(data: &Ipld) -> Option<&str> {
    match data {
        Ipld::String(text) => Some(text),
        _ => None,
    }
}

/// The items of a list; none of what is no list.
pub(super) fn list_of<'a>(data: &'a Ipld, name: &str) -> &'a [Ipld] {
    match field(data, name) {
        Some(Ipld::List(items)) => items,
        _ => &[],
    }
}

/// A number that counts something.
pub(super) fn count_of(data: &Ipld, name: &str) -> Option<usize> {
    match field(data, name)? {
        Ipld::Integer(number) => usize::try_from(*number).ok(),
        _ => None,
    }
}

/// What an object says it is, without the `#main` that may be left away.
pub(super) fn type_of(data: &Ipld) -> &str {
    let name = text_of(data, "$type").unwrap_or_default();
    name.strip_suffix("#main").unwrap_or(name)
}

/// A blob, also as it was written before 2023: a CID and a type (<https://atproto.com/specs/data-model#blob-type>).
pub(super) fn blob_of(data: &Ipld, name: &str) -> Option<BlobRef> {
    let field = field(data, name)?;
    if type_of(field) == "blob" {
        return data::blobs(field).into_iter().next();
    }
    Some(BlobRef {
        cid: Cid::parse(text_of(field, "cid")?).ok()?,
        media_type: text_of(field, "mimeType")?.to_owned(),
        size: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_cannot_be_written_is_the_first_one() {
        let before_christ = Time::from_micros(-100_000_000_000_000_000);
        for time in [before_christ, Time::from_micros(i64::MIN)] {
            assert_eq!(moment(time), text("1970-01-01T00:00:00.000Z"), "{time}");
        }
    }
}
