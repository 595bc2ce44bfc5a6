//! What a statement answers: rows, and the values in them.

use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

use crate::error::{Cause, Error, Result};

/// One value of a row, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// A whole number; PostgreSQL's own booleans (`EXISTS (…)`) arrive as 0 and 1.
    Int(i64),
    /// A fraction.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl Cell<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a whole number",
            Self::Real(_) => "a fraction",
            Self::Text(_) => "a text",
            Self::Blob(_) => "bytes",
        }
    }
}

/// Anything a column can be read as: whole numbers, `f64`, `bool`, `String`, `Vec<u8>`, fixed
/// arrays of bytes, and `Option` of them.
pub trait Col: Sized {
    /// Reads one value, or gives `None` if it is of another kind.
    fn read(cell: Cell<'_>) -> Option<Self>;
}

impl Col for i64 {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Int(number) = cell {
            Some(number)
        } else {
            None
        }
    }
}

macro_rules! smaller_numbers {
    ($($number:ty),*) => {$(
        impl Col for $number {
            fn read(cell: Cell<'_>) -> Option<Self> {
                i64::read(cell).and_then(|number| Self::try_from(number).ok())
            }
        }
    )*};
}

smaller_numbers!(i32, i16, u64, u32, u16, u8, usize);

impl Col for bool {
    fn read(cell: Cell<'_>) -> Option<Self> {
        i64::read(cell).map(|number| number != 0)
    }
}

impl Col for f64 {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Real(number) = cell {
            Some(number)
        } else {
            None
        }
    }
}

impl Col for String {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell {
            Some(text.to_owned())
        } else {
            None
        }
    }
}

impl Col for Vec<u8> {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell {
            Some(bytes.to_vec())
        } else {
            None
        }
    }
}

impl<const N: usize> Col for [u8; N] {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell {
            bytes.try_into().ok()
        } else {
            None
        }
    }
}

impl<T: Col> Col for Option<T> {
    fn read(cell: Cell<'_>) -> Option<Self> {
        if cell == Cell::Null {
            Some(None)
        } else {
            T::read(cell).map(Some)
        }
    }
}

/// One row of an answer. Columns are counted from 0, in the order the statement names them.
#[derive(Debug)]
pub struct Row<'a>(Source<'a>);

#[derive(Debug)]
enum Source<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(super) fn lite(row: &'a rusqlite::Row<'a>) -> Self {
        Self(Source::Lite(row))
    }

    pub(super) fn pg(row: &'a postgres::Row) -> Self {
        Self(Source::Pg(row))
    }

    /// The value of a column, as the type the caller wants.
    pub fn get<T: Col>(&self, column: usize) -> Result<T> {
        let cell = self.cell(column)?;
        T::read(cell).ok_or_else(|| unexpected(column, &cell, std::any::type_name::<T>()))
    }

    /// A text column, without copying it.
    pub fn text(&self, column: usize) -> Result<&str> {
        match self.cell(column)? {
            Cell::Text(text) => Ok(text),
            other => Err(unexpected(column, &other, "a text")),
        }
    }

    /// A column of bytes, without copying it.
    pub fn blob(&self, column: usize) -> Result<&[u8]> {
        match self.cell(column)? {
            Cell::Blob(bytes) => Ok(bytes),
            other => Err(unexpected(column, &other, "bytes")),
        }
    }

    /// The value of a column as it is.
    pub fn cell(&self, column: usize) -> Result<Cell<'_>> {
        match &self.0 {
            Source::Lite(row) => lite_cell(row.get_ref(column)?),
            Source::Pg(row) => Ok(row.try_get::<_, PgCell<'_>>(column)?.0),
        }
    }
}

fn unexpected(column: usize, found: &Cell<'_>, wanted: &str) -> Error {
    Error::engine(format!(
        "column {column} holds {}, not {wanted}",
        found.kind()
    ))
}

fn lite_cell(value: ValueRef<'_>) -> Result<Cell<'_>> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).map_err(Error::engine)?),
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    })
}

/// A [`Cell`] as the PostgreSQL driver reads it.
struct PgCell<'a>(Cell<'a>);

impl<'a> FromSql<'a> for PgCell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Cause> {
        let cell = match *ty {
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Cell::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Cell::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Cell::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Cell::Blob(raw),
            _ => Cell::Text(<&str>::from_sql(ty, raw)?),
        };
        Ok(Self(cell))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Cause> {
        Ok(Self(Cell::Null))
    }

    fn accepts(ty: &Type) -> bool {
        is_col(ty)
    }
}

/// Whether a column of this type of PostgreSQL can be read. NUMERIC, the type of a sum of BIGINT, cannot.
pub(super) fn is_col(ty: &Type) -> bool {
    let own = [
        Type::INT8,
        Type::INT4,
        Type::INT2,
        Type::BOOL,
        Type::FLOAT8,
        Type::BYTEA,
    ];
    own.contains(ty) || <&str as FromSql<'_>>::accepts(ty)
}
