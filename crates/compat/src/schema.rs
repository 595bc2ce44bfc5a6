//! The machine-readable description of Mastodon's API, `mastodon-openapi-4.7.0.json`.

use std::sync::LazyLock;

use serde_json::Value;

const FILE: &str = "mastodon-openapi-4.7.0.json";

/// What the description does not fit: it takes one list for a single entity, and has no word for one of our scopes (see the
/// tests of OAuth).
const NOT_AS_DOCUMENTED: [&str; 2] = ["/api/v1/filters", "/.well-known/oauth-authorization-server"];

/// An example of the documentation that became a schema: it wants the one field of the example to be wrong in every error.
const NOT_MEANT: [&str; 1] = ["#/components/schemas/CustomError422"];

/// The description.
#[derive(Debug)]
pub struct Reference(Value);

impl Reference {
    /// It, read once. Said aloud when it is not there, since then nothing is checked.
    pub fn get() -> Option<&'static Self> {
        static REFERENCE: LazyLock<Option<Reference>> = LazyLock::new(Reference::load);
        REFERENCE.as_ref()
    }

    fn load() -> Option<Self> {
        let Ok(text) = std::fs::read_to_string(crate::reference_file(FILE)) else {
            eprintln!(
                "SKIPPED: {FILE} is not here, so no answer is held to it (set FOLKMOOT_REFERENCE)"
            );
            return None;
        };
        Some(Self(
            serde_json::from_str(&text).expect("a description in JSON"),
        ))
    }

    /// All that is wrong with an entity.
    pub fn check(&self, entity: &str, value: &Value) -> Vec<String> {
        let schema = &self.0["components"]["schemas"][entity];
        assert!(schema.is_object(), "{entity} is not in the description");
        self.wrong(schema, value, entity)
    }

    /// All that is wrong with the answer to a request; nothing when the description does not know it. `path` has its
    /// parameters as `:id` or `{id}`.
    pub fn check_answer(
        &self,
        method: &str,
        path: &str,
        status: u16,
        value: &Value,
    ) -> Vec<String> {
        if NOT_AS_DOCUMENTED.contains(&path) {
            return Vec::new();
        }
        let Some(operation) = self.path(path).map(|path| &path[method.to_lowercase()]) else {
            return Vec::new();
        };
        let answer = &operation["responses"][status.to_string()];
        let schema = &answer["content"]["application/json"]["schema"];
        if schema.is_object() {
            self.wrong(schema, value, path)
        } else {
            Vec::new()
        }
    }

    fn path(&self, path: &str) -> Option<&Value> {
        let paths = self.0["paths"].as_object()?;
        paths
            .iter()
            .find(|(known, _)| unnamed(known) == unnamed(path))
            .map(|(_, found)| found)
    }

    fn wrong(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            if NOT_MEANT.contains(&reference) {
                return Vec::new();
            }
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self.wrong(&self.0["components"]["schemas"][name], value, at);
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            return self.wrong_choice(choices, value, at);
        }
        if !types(schema).iter().any(|wanted| is_of(wanted, value)) && !types(schema).is_empty() {
            return vec![format!("{at} must be {} but is {value}", schema["type"])];
        }
        let mut wrong = wrong_text(schema, value, at);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            wrong.extend(self.wrong(part, value, at));
        }
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if value.is_object() && value.get(name).is_none() {
                wrong.push(format!("{at}.{name} is missing"));
            }
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                wrong.extend(self.wrong(inner, value, &format!("{at}.{name}")));
            }
        }
        if schema["items"].is_object() {
            for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                wrong.extend(self.wrong(&schema["items"], item, &format!("{at}[{place}]")));
            }
        }
        wrong
    }

    fn wrong_choice(&self, choices: &[Value], value: &Value, at: &str) -> Vec<String> {
        let tried: Vec<Vec<String>> = choices
            .iter()
            .map(|choice| self.wrong(choice, value, at))
            .collect();
        // The nearest one explains best.
        tried.into_iter().min_by_key(Vec::len).unwrap_or_default()
    }
}

/// A path whose parameters have no names.
fn unnamed(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with(['{', ':']) {
            "{}".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_of(wanted: &str, value: &Value) -> bool {
    match wanted {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the description uses a type nobody knows: {other}"),
    }
}

fn wrong_text(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(text) = value.as_str() else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        wrong.push(format!("{at} is {text:?}, which is none of {words:?}"));
    }
    let fits = match schema["format"].as_str() {
        // Mastodon has an empty text where a preview names no author and embeds nothing.
        Some("uri") if text.is_empty() => {
            at.ends_with(".author_url") || at.ends_with(".embed_url") || at.contains(".authors")
        }
        Some("uri") => url::Url::parse(text).is_ok(),
        Some("date-time") => text.ends_with('Z') && model::Time::parse(text).is_some(),
        Some("date") => model::Time::parse(&format!("{text}T00:00:00Z")).is_some(),
        // A host need not have one.
        Some("email") => text.is_empty() || text.contains('@'),
        _ => true,
    };
    if !fits {
        wrong.push(format!(
            "{at} is {text:?}, which is no {}",
            schema["format"]
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_finds_what_is_wrong() {
        let Some(reference) = Reference::get() else {
            return;
        };
        let field = |value: Value| reference.check("Field", &value);
        assert!(
            field(serde_json::json!({ "name": "a", "value": "b", "verified_at": null })).is_empty()
        );
        assert_eq!(field(serde_json::json!({ "name": 1 })).len(), 2);
        assert_eq!(
            field(serde_json::json!({ "name": "a", "value": "b", "verified_at": "yesterday" }))
                .len(),
            1
        );
        assert!(
            !reference
                .check("StatusVisibilityEnum", &serde_json::json!("local"))
                .is_empty()
        );
    }
}
