//! What a statement can be given.

use std::borrow::Cow;
use std::fmt::Write as _;

use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::error::{Cause, Error, Result};

/// A parameter in the form both engines understand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// No value, where one of this kind could be.
    Null(Kind),
    /// A whole number. Booleans are 0 and 1, and live in BIGINT columns.
    Int(i64),
    /// A fraction.
    Real(f64),
    /// Text, never with a NUL in it.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// A list for `IN ids($1)`.
    Ids(&'a [i64]),
    /// A list for `IN texts($1)`.
    Texts(&'a [String]),
}

/// The kinds of parameters. PostgreSQL is told them, because what it guesses from a statement can be
/// too small: in `$1 = 0` it takes `$1` for 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of 64 bits.
    Int,
    /// A fraction.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Blob,
    /// A list of numbers.
    Ids,
    /// A list of texts.
    Texts,
}

/// Anything that can stand for `$1`.
///
/// Implemented for whole numbers, `f64`, `bool` (as 0 and 1), texts, bytes, [`Ids`], [`Texts`],
/// references to them and `Option` of them. The id types of the model are passed by their number:
/// `&id.get()`.
pub trait Arg {
    /// The parameter as the engines see it.
    fn value(&self) -> Value<'_>;
}

/// An [`Arg`] whose kind is known even when it is not there.
pub trait Typed: Arg {
    /// What it is.
    const KIND: Kind;
}

/// A list of numbers: `WHERE id IN ids($1)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids(pub Vec<i64>);

/// A list of texts: `WHERE name IN texts($1)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

/// Says for a list of types how a value of each is passed.
macro_rules! args {
    ($($type:ty: $kind:ident, $this:ident => $value:expr;)*) => {$(
        impl Arg for $type {
            fn value(&self) -> Value<'_> {
                let $this = self;
                Value::$kind($value)
            }
        }

        impl Typed for $type {
            const KIND: Kind = Kind::$kind;
        }
    )*};
}

args! {
    i64: Int, number => *number;
    i32: Int, number => i64::from(*number);
    i16: Int, number => i64::from(*number);
    u32: Int, number => i64::from(*number);
    u16: Int, number => i64::from(*number);
    u8: Int, number => i64::from(*number);
    bool: Int, yes => i64::from(*yes);
    f64: Real, number => *number;
    str: Text, text => text;
    String: Text, text => text;
    Cow<'_, str>: Text, text => text;
    [u8]: Blob, bytes => bytes;
    Vec<u8>: Blob, bytes => bytes;
    Ids: Ids, list => &list.0;
    Texts: Texts, list => &list.0;
}

impl<const N: usize> Arg for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> Typed for [u8; N] {
    const KIND: Kind = Kind::Blob;
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Typed + ?Sized> Typed for &T {
    const KIND: Kind = T::KIND;
}

impl<T: Typed> Arg for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null(T::KIND), Arg::value)
    }
}

impl Value<'_> {
    /// Refuses a NUL in a text on both engines alike: PostgreSQL cannot store one, and SQLite would
    /// store it and then find only the part before it.
    pub(super) fn check(&self) -> Result<()> {
        let nul = match self {
            Self::Text(text) => text.contains('\0'),
            Self::Texts(texts) => texts.iter().any(|text| text.contains('\0')),
            _ => false,
        };
        if nul {
            Err(Error::Invalid("a text with a NUL character in it".into()))
        } else {
            Ok(())
        }
    }

    /// What PostgreSQL calls this kind.
    pub(super) fn pg_type(&self) -> Type {
        match self {
            Self::Int(_) | Self::Null(Kind::Int) => Type::INT8,
            Self::Real(_) | Self::Null(Kind::Real) => Type::FLOAT8,
            Self::Text(_) | Self::Null(Kind::Text) => Type::TEXT,
            Self::Blob(_) | Self::Null(Kind::Blob) => Type::BYTEA,
            Self::Ids(_) | Self::Null(Kind::Ids) => Type::INT8_ARRAY,
            Self::Texts(_) | Self::Null(Kind::Texts) => Type::TEXT_ARRAY,
        }
    }
}

/// Whether PostgreSQL can be given a parameter of this type.
pub(super) fn is_arg(ty: &Type) -> bool {
    let own = [
        Type::INT8,
        Type::FLOAT8,
        Type::TEXT,
        Type::BYTEA,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
    ];
    own.contains(ty)
}

/// Lists travel to SQLite as JSON, for `json_each`.
impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null(_) => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Ids(ids) => return Ok(ids_as_json(ids).into()),
            Self::Texts(texts) => {
                let json = serde_json::to_string(texts)
                    .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
                return Ok(json.into());
            }
        }))
    }
}

fn ids_as_json(ids: &[i64]) -> String {
    let mut json = String::with_capacity(2 + ids.len() * 20);
    json.push('[');
    for (i, id) in ids.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(json, "{comma}{id}");
    }
    json.push(']');
    json
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Cause> {
        // The statement was prepared for another kind: the same text is used for two.
        if *ty != self.pg_type() {
            return Err(format!("a parameter of type {ty} was given {}", self.pg_type()).into());
        }
        match self {
            Self::Null(_) => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Blob(bytes) => bytes.to_sql(ty, out),
            Self::Ids(ids) => ids.to_sql(ty, out),
            Self::Texts(texts) => texts.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
