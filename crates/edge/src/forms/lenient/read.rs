//! The deserializer: each question is answered by what the value can be taken for.

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IntoDeserializer, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

use super::Misfit;

/// A value, read by what is wanted of it.
#[derive(Clone, Copy)]
pub(super) struct Lenient<'v>(pub(super) &'v Value);

impl Lenient<'_> {
    /// The text that stands for a flag, number or text.
    fn text(self) -> Option<String> {
        match self.0 {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn misfit(self, wanted: &str) -> Misfit {
        let got = match self.0 {
            Value::Null => "nothing",
            Value::Bool(_) => "a flag",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        de::Error::custom(format_args!("must be {wanted}, not {got}"))
    }
}

/// Reads a number from a number or its text. A whole float (`7.0`, as JavaScript may print it) is not read:
/// no known app sends one.
macro_rules! numbers {
    ($($method:ident $visit:ident $kind:ty, $wanted:literal;)*) => {$(
        fn $method<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let text = self.text().filter(|_| !self.0.is_boolean());
            match text.and_then(|text| text.trim().parse::<$kind>().ok()) {
                Some(number) => visitor.$visit(number),
                None => Err(self.misfit($wanted)),
            }
        }
    )*};
}

impl<'v> Deserializer<'v> for Lenient<'v> {
    type Error = Misfit;

    numbers! {
        deserialize_i8 visit_i8 i8, "a whole number in range";
        deserialize_i16 visit_i16 i16, "a whole number in range";
        deserialize_i32 visit_i32 i32, "a whole number in range";
        deserialize_i64 visit_i64 i64, "a whole number in range";
        deserialize_u8 visit_u8 u8, "a whole number, not below zero, in range";
        deserialize_u16 visit_u16 u16, "a whole number, not below zero, in range";
        deserialize_u32 visit_u32 u32, "a whole number, not below zero, in range";
        deserialize_u64 visit_u64 u64, "a whole number, not below zero, in range";
    }

    fn deserialize_f32<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let text = self.text().filter(|_| !self.0.is_boolean());
        match text
            .and_then(|text| text.trim().parse::<f64>().ok())
            .filter(|number| number.is_finite())
        {
            Some(number) => visitor.visit_f64(number),
            None => Err(self.misfit("a number")),
        }
    }

    fn deserialize_bool<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let text = self.text().map(|text| text.trim().to_ascii_lowercase());
        match text.as_deref() {
            Some("true" | "1" | "on" | "t" | "yes") => visitor.visit_bool(true),
            Some("false" | "0" | "off" | "f" | "no" | "") => visitor.visit_bool(false),
            _ => Err(self.misfit("true or false")),
        }
    }

    fn deserialize_str<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match (self.0, self.text()) {
            (Value::String(text), _) => visitor.visit_borrowed_str(text),
            (_, Some(text)) => visitor.visit_string(text),
            (_, None) => Err(self.misfit("a text")),
        }
    }

    fn deserialize_string<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'v>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let items = match self.0 {
            Value::Array(items) => items.as_slice(),
            Value::Null => &[],
            Value::String(text) if text.is_empty() => &[],
            Value::Object(_) => return Err(self.misfit("a list")),
            _ => std::slice::from_ref(self.0),
        };
        visitor.visit_seq(Items(items.iter().enumerate()))
    }

    fn deserialize_tuple<V: Visitor<'v>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields::new(fields)),
            _ => Err(self.misfit("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'v>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'v>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            _ => Err(self.misfit("one of a few words")),
        }
    }

    /// Whoever wants anything gets the value as it is.
    fn deserialize_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => number.deserialize_any(visitor).map_err(de::Error::custom),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <W: Visitor<'v>> bytes byte_buf unit unit_struct tuple_struct identifier i128 u128 }
}

/// The items of a list; what goes wrong in one is told with its place.
struct Items<'v>(std::iter::Enumerate<std::slice::Iter<'v, Value>>);

impl<'v> de::SeqAccess<'v> for Items<'v> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'v>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let Some((place, item)) = self.0.next() else {
            return Ok(None);
        };
        seed.deserialize(Lenient(item))
            .map(Some)
            .map_err(|error| error.inside(&place.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of an object; what goes wrong in one is told with its name.
struct Fields<'v> {
    rest: serde_json::map::Iter<'v>,
    current: Option<(&'v str, &'v Value)>,
}

impl<'v> Fields<'v> {
    fn new(fields: &'v Map<String, Value>) -> Self {
        Self {
            rest: fields.iter(),
            current: None,
        }
    }
}

impl<'v> de::MapAccess<'v> for Fields<'v> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'v>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        self.current = self.rest.next().map(|(key, value)| (key.as_str(), value));
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'v>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let (key, value) = self.current.take().unwrap_or(("", &Value::Null));
        seed.deserialize(Lenient(value))
            .map_err(|error| error.inside(key))
    }
}
