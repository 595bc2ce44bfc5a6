//! From flat names with brackets to a tree, as Rails and therefore every Mastodon app does it:
//! `a[]=1&a[]=2` is a list, `poll[options][]=x` a list in an object, `fields[][name]=x&fields[][value]=y` a list
//! of objects, and an object whose keys are all numbers (`fields[0][name]=x`) is a list too. Of two plain values
//! of one name the last counts.

use serde_json::{Map, Value};

use super::refusal::BadForm;

/// Levels of brackets in one name.
pub const MAX_DEPTH: usize = 8;
/// Levels of arrays and objects in a JSON form.
pub const MAX_JSON_DEPTH: usize = 32;
/// Bytes in one name.
const MAX_NAME: usize = 256;

/// A form being read.
#[derive(Debug, Default)]
pub(super) struct Tree {
    root: Map<String, Value>,
    fields: usize,
}

impl Tree {
    /// Adds one field of a query, an urlencoded body or a multipart body.
    pub(super) fn add(
        &mut self,
        name: &str,
        value: &str,
        max_fields: usize,
    ) -> Result<(), BadForm> {
        self.fields = self.fields.saturating_add(1);
        if self.fields > max_fields {
            return Err(BadForm::TooMany("fields"));
        }
        let (first, rest) = split_name(name)?;
        match rest.split_first() {
            None => {
                self.root.insert(first.to_owned(), Value::from(value));
                Ok(())
            }
            Some((key, deeper)) => {
                let slot = self.root.entry(first).or_insert(Value::Null);
                insert(slot, key, deeper, value).ok_or_else(|| contradiction(name))
            }
        }
    }

    /// Lays fields over those that are there: a body over its query.
    pub(super) fn overlay(&mut self, fields: Map<String, Value>) {
        self.root.extend(fields);
    }

    /// The fields read so far.
    pub(super) fn into_fields(self) -> Map<String, Value> {
        self.root
    }

    /// The finished tree: free of NUL, with numbered objects turned into lists.
    pub(super) fn finish(self) -> Result<Value, BadForm> {
        let tree = Value::Object(self.root);
        if has_nul(&tree) {
            return Err(BadForm::Nul);
        }
        Ok(into_lists(tree))
    }
}

/// `poll[options][]` is `poll`, then `options`, then nothing.
fn split_name(name: &str) -> Result<(&str, Vec<&str>), BadForm> {
    if name.len() > MAX_NAME {
        return Err(BadForm::TooLarge);
    }
    let Some((first, rest)) = name.split_once('[') else {
        return Ok((name, Vec::new()));
    };
    let Some(inner) = rest.strip_suffix(']') else {
        return Err(contradiction(name));
    };
    let keys: Vec<&str> = inner.split("][").collect();
    if keys.len() > MAX_DEPTH {
        return Err(BadForm::TooMany("levels"));
    }
    if first.is_empty() || keys.iter().any(|key| key.contains(['[', ']'])) {
        return Err(contradiction(name));
    }
    Ok((first, keys))
}

fn contradiction(name: &str) -> BadForm {
    let name: String = name.chars().take(60).collect();
    BadForm::Malformed(format!(
        "the field {name:?} contradicts another or is misspelled"
    ))
}

/// Puts a value under `key`, then `deeper`, into a slot; nothing if the slot already holds another kind.
fn insert(slot: &mut Value, key: &str, deeper: &[&str], value: &str) -> Option<()> {
    if slot.is_null() {
        *slot = if key.is_empty() {
            Value::Array(Vec::new())
        } else {
            Value::Object(Map::new())
        };
    }
    let next = match (slot, key) {
        (Value::Array(list), "") => next_item(list, deeper)?,
        (Value::Object(object), key) if !key.is_empty() => object.entry(key).or_insert(Value::Null),
        _ => return None,
    };
    match deeper.split_first() {
        Some((key, deeper)) => insert(next, key, deeper, value),
        None if next.is_array() || next.is_object() => None,
        None => {
            *next = Value::from(value);
            Some(())
        }
    }
}

/// Where `name[]…` goes: a new item, unless the last one is an object that does not have this key yet.
fn next_item<'t>(list: &'t mut Vec<Value>, deeper: &[&str]) -> Option<&'t mut Value> {
    let continues = match (list.last(), deeper.first()) {
        (Some(Value::Object(item)), Some(key)) => item
            .get(*key)
            .is_none_or(|there| there.is_array() && deeper.len() > 1),
        _ => false,
    };
    if !continues {
        list.push(Value::Null);
    }
    list.last_mut()
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Turns every object whose keys are all numbers into a list in the order of those numbers.
fn into_lists(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(into_lists).collect(),
        Value::Object(fields) => match numbered(&fields) {
            Some(order) => {
                let mut fields = fields;
                order
                    .iter()
                    .filter_map(|key| fields.remove(key))
                    .map(into_lists)
                    .collect()
            }
            None => fields
                .into_iter()
                .map(|(key, value)| (key, into_lists(value)))
                .collect(),
        },
        other => other,
    }
}

/// The keys in order, if all are numbers and there are any.
fn numbered(fields: &Map<String, Value>) -> Option<Vec<String>> {
    let mut keys: Vec<(u32, &String)> = fields
        .keys()
        .map(|key| Some((key.parse().ok()?, key)))
        .collect::<Option<_>>()?;
    if keys.is_empty() {
        return None;
    }
    keys.sort_unstable();
    Some(keys.into_iter().map(|(_, key)| key.clone()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use url::form_urlencoded;

    use super::*;

    fn read(text: &str) -> Result<Value, BadForm> {
        let mut tree = Tree::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            tree.add(&name, &value, 1000)?;
        }
        tree.finish()
    }

    #[test]
    fn brackets_become_lists_and_objects() {
        for (text, tree) in [
            ("a=1&b=&c", json!({"a": "1", "b": "", "c": ""})),
            ("a=1&a=2", json!({"a": "2"})),
            ("a[]=1&a[]=2", json!({"a": ["1", "2"]})),
            ("a%5B%5D=1&a%5b%5d=2", json!({"a": ["1", "2"]})),
            (
                "poll[options][]=x&poll[options][]=y&poll[multiple]=true",
                json!({"poll": {"options": ["x", "y"], "multiple": "true"}}),
            ),
            (
                "f[][name]=a&f[][value]=1&f[][name]=b&f[][value]=2",
                json!({"f": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]}),
            ),
            (
                "f[10][n]=late&f[2][n]=early",
                json!({"f": [{"n": "early"}, {"n": "late"}]}),
            ),
            ("f[][t][]=1&f[][t][]=2", json!({"f": [{"t": ["1", "2"]}]})),
            (
                "a[b][c][d]=1&a[b][e]=2",
                json!({"a": {"b": {"c": {"d": "1"}, "e": "2"}}}),
            ),
            ("", json!({})),
        ] {
            assert_eq!(read(text).unwrap(), tree, "{text}");
        }
    }

    #[test]
    fn contradictions_and_misspellings_are_refused() {
        for text in [
            "a=1&a[b]=2",
            "a[]=1&a[b]=2",
            "a[b]=1&a[]=2",
            "a[b][c]=1&a[b]=2",
            "[a]=1",
            "a[=1",
            "a[b=1",
            "a[b]c=1",
            "a[b][[c]]=1",
            "a]b[=1",
        ] {
            assert!(
                matches!(read(text), Err(BadForm::Malformed(_))),
                "{text}: {:?}",
                read(text)
            );
        }
    }

    #[test]
    fn depth_names_and_fields_are_bounded() {
        assert!(read(&format!("a{}=1", "[b]".repeat(MAX_DEPTH))).is_ok());
        assert_eq!(
            read(&format!("a{}=1", "[b]".repeat(MAX_DEPTH + 1))),
            Err(BadForm::TooMany("levels"))
        );
        assert_eq!(
            read(&format!("{}=1", "a".repeat(300))),
            Err(BadForm::TooLarge)
        );
        assert!(read(&"a[]=1&".repeat(1000)).is_ok());
        assert_eq!(
            read(&"a[]=1&".repeat(1001)),
            Err(BadForm::TooMany("fields"))
        );
    }

    #[test]
    fn nul_is_refused_in_names_and_values() {
        for text in ["a=%00", "a%00=1", "a[b%00]=1", "a[]=x%00y"] {
            assert_eq!(read(text), Err(BadForm::Nul), "{text}");
        }
    }

    #[test]
    fn numbers_as_keys_allocate_nothing() {
        assert_eq!(read("a[4294967295]=x").unwrap(), json!({"a": ["x"]}));
        assert_eq!(
            read("a[99999999999]=x").unwrap(),
            json!({"a": {"99999999999": "x"}})
        );
    }

    proptest! {
        #[test]
        fn no_names_and_values_make_it_panic(fields in prop::collection::vec(("[ab\\[\\]0]{0,12}", ".{0,4}"), 0..20)) {
            let mut tree = Tree::default();
            for (name, value) in fields {
                tree.add(&name, &value, 1000).ok();
            }
            tree.finish().ok();
        }
    }
}
