//! Going through a record and its lexicon side by side.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{Catalog, LexiconError, Object, Schema};
use crate::data;

/// The most references that are followed without a step into the data: longer ways are circles.
const MAX_HOPS: u8 = 16;

/// Where in a record something is checked, and by which lexicon.
pub(super) struct Place<'a> {
    catalog: &'a Catalog,
    lexicon: &'a str,
    path: Vec<String>,
    hops: u8,
}

type Checked = Result<(), LexiconError>;

impl<'a> Place<'a> {
    /// At the beginning of a record.
    pub(super) const fn new(catalog: &'a Catalog, lexicon: &'a str) -> Self {
        Self {
            catalog,
            lexicon,
            path: Vec::new(),
            hops: 0,
        }
    }

    pub(super) fn bad<T>(&self, reason: &'static str) -> Result<T, LexiconError> {
        let path = if self.path.is_empty() {
            "the record".to_owned()
        } else {
            self.path.join(".")
        };
        Err(LexiconError::Bad { path, reason })
    }

    pub(super) fn check(&mut self, schema: &'a Schema, data: &Ipld) -> Checked {
        match (schema, data) {
            (Schema::Null, Ipld::Null)
            | (Schema::CidLink, Ipld::Link(_))
            | (Schema::Token, Ipld::String(_)) => Ok(()),
            (Schema::Boolean { r#const }, Ipld::Bool(is)) => match r#const {
                Some(only) if only != is => self.bad("must be what the lexicon says"),
                _ => Ok(()),
            },
            (Schema::Integer { .. }, Ipld::Integer(number)) => self.integer(schema, *number),
            (Schema::String { .. }, Ipld::String(text)) => self.string(schema, text),
            (
                Schema::Bytes {
                    min_length,
                    max_length,
                },
                Ipld::Bytes(bytes),
            ) => self.length(
                bytes.len(),
                *min_length,
                *max_length,
                "has too few or too many bytes",
            ),
            (Schema::Blob { accept, max_size }, Ipld::Map(_)) => {
                self.blob(accept.as_deref(), *max_size, data)
            }
            (
                Schema::Array {
                    items,
                    min_length,
                    max_length,
                },
                Ipld::List(list),
            ) => {
                self.length(
                    list.len(),
                    *min_length,
                    *max_length,
                    "has too few or too many items",
                )?;
                for (place, item) in list.iter().enumerate() {
                    self.step(&place.to_string(), items, item)?;
                }
                Ok(())
            }
            (Schema::Object(object), Ipld::Map(fields)) => self.object(object, fields),
            (Schema::Ref { r#ref }, _) => self.follow(r#ref, data),
            (Schema::Union { refs, closed }, Ipld::Map(fields)) => {
                self.union(refs, *closed, fields, data)
            }
            (Schema::Unknown, Ipld::Map(fields)) => match fields.get("$type") {
                Some(Ipld::String(name)) if name == "blob" => {
                    self.bad("must be an object, not a blob")
                }
                _ => Ok(()),
            },
            _ => self.bad("is of another type than the lexicon says"),
        }
    }

    /// A step into the data.
    fn step(&mut self, name: &str, schema: &'a Schema, data: &Ipld) -> Checked {
        let hops = std::mem::take(&mut self.hops);
        self.path.push(name.to_owned());
        self.check(schema, data)?;
        self.path.pop();
        self.hops = hops;
        Ok(())
    }

    /// What is defined elsewhere.
    fn follow(&mut self, reference: &'a str, data: &Ipld) -> Checked {
        let undefined = || LexiconError::Undefined(reference.to_owned());
        let found = self.catalog.find(self.lexicon, reference);
        let (name, schema) = found.ok_or_else(undefined)?;
        self.hops += 1;
        if self.hops > MAX_HOPS {
            return Err(undefined());
        }
        let here = std::mem::replace(&mut self.lexicon, name);
        self.check(schema, data)?;
        self.lexicon = here;
        Ok(())
    }

    fn integer(&self, schema: &Schema, number: i128) -> Checked {
        let Schema::Integer {
            minimum,
            maximum,
            r#enum,
            r#const,
        } = schema
        else {
            return Ok(());
        };
        let is_in = minimum.is_none_or(|least| i128::from(least) <= number)
            && maximum.is_none_or(|most| number <= i128::from(most));
        let is_one = |all: &[i64]| all.iter().any(|one| i128::from(*one) == number);
        if !is_in {
            self.bad("is too small or too large")
        } else if r#enum.as_deref().is_some_and(|all| !is_one(all))
            || r#const.is_some_and(|only| !is_one(&[only]))
        {
            self.bad("must be what the lexicon says")
        } else {
            Ok(())
        }
    }

    fn string(&self, schema: &Schema, text: &str) -> Checked {
        let Schema::String {
            format,
            min_length,
            max_length,
            min_graphemes,
            max_graphemes,
            r#enum,
            r#const,
        } = schema
        else {
            return Ok(());
        };
        self.length(
            text.len(),
            *min_length,
            *max_length,
            "has too few or too many bytes",
        )?;
        if min_graphemes.is_some() || max_graphemes.is_some() {
            let count = text.graphemes(true).count();
            self.length(
                count,
                *min_graphemes,
                *max_graphemes,
                "has too few or too many characters",
            )?;
        }
        if r#enum
            .as_ref()
            .is_some_and(|all| all.iter().all(|one| one != text))
            || r#const.as_ref().is_some_and(|only| only != text)
        {
            return self.bad("must be what the lexicon says");
        }
        match format {
            Some(format) if !format.is_kept_by(text) => {
                self.bad("is not written as the lexicon says")
            }
            _ => Ok(()),
        }
    }

    fn length(
        &self,
        length: usize,
        least: Option<usize>,
        most: Option<usize>,
        reason: &'static str,
    ) -> Checked {
        if least.is_some_and(|least| length < least) || most.is_some_and(|most| length > most) {
            return self.bad(reason);
        }
        Ok(())
    }

    fn blob(&self, accept: Option<&[String]>, max_size: Option<u64>, data: &Ipld) -> Checked {
        let found = data::blobs(data);
        let [blob] = &found[..] else {
            return self.bad("is no blob");
        };
        let is_taken = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => blob.media_type.starts_with(start),
            None => blob.media_type == *pattern,
        };
        if accept.is_some_and(|accept| !accept.iter().any(is_taken)) {
            self.bad("is a blob of a type that is not taken")
        } else if max_size.is_some_and(|most| blob.size > most) {
            self.bad("is too large a blob")
        } else {
            Ok(())
        }
    }

    fn object(&mut self, object: &'a Object, fields: &BTreeMap<String, Ipld>) -> Checked {
        if let Some(name) = object
            .required
            .iter()
            .find(|name| !fields.contains_key(*name))
        {
            self.path.push(name.clone());
            return self.bad("is missing");
        }
        for (name, schema) in &object.properties {
            match fields.get(name) {
                None => {}
                Some(Ipld::Null) if object.nullable.contains(name) => {}
                Some(field) => self.step(name, schema, field)?,
            }
        }
        Ok(())
    }

    fn union(
        &mut self,
        refs: &'a [String],
        closed: bool,
        fields: &BTreeMap<String, Ipld>,
        data: &Ipld,
    ) -> Checked {
        let Some(Ipld::String(name)) = fields.get("$type") else {
            return self.bad("must say its $type");
        };
        let here = self.lexicon;
        // `a.b.c#main` and `a.b.c` are one name; `#part` is one of the lexicon where it stands.
        let full = |reference: &str| {
            let reference = reference.strip_suffix("#main").unwrap_or(reference);
            match reference.strip_prefix('#') {
                Some(part) => format!("{here}#{part}"),
                None => reference.to_owned(),
            }
        };
        let wanted = full(name);
        match refs.iter().find(|reference| full(reference) == wanted) {
            Some(reference) => self.follow(reference, data),
            None if closed => self.bad("is of a $type that may not stand there"),
            None => Ok(()),
        }
    }
}
