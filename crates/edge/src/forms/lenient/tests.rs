//! What apps send, and what was meant.

use serde_json::json;

use super::*;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Draft {
    status: Option<String>,
    sensitive: bool,
    media_ids: Vec<model::Id>,
    #[serde(deserialize_with = "non_blank")]
    in_reply_to_id: Option<model::PostId>,
    visibility: Option<Visibility>,
    poll: Option<Poll>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Visibility {
    Public,
    Private,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Poll {
    options: Vec<String>,
    expires_in: u64,
    #[serde(default)]
    multiple: bool,
}

fn draft(value: &Value) -> Result<Draft, String> {
    from_value(value).map_err(|error| error.to_string())
}

#[test]
fn texts_become_what_is_wanted() {
    let read = draft(&json!({
        "status": 5, "sensitive": "on", "media_ids": "7", "in_reply_to_id": "", "visibility": "private",
        "poll": {"options": ["a", 1], "expires_in": " 300 ", "multiple": "0"}, "unknown": {"role": "admin"},
    }));
    let poll = Poll {
        options: vec!["a".to_owned(), "1".to_owned()],
        expires_in: 300,
        multiple: false,
    };
    let expected = Draft {
        status: Some("5".to_owned()),
        sensitive: true,
        media_ids: vec![7.into()],
        in_reply_to_id: None,
        visibility: Some(Visibility::Private),
        poll: Some(poll),
    };
    assert_eq!(read.unwrap(), expected);
}

#[test]
fn json_of_the_right_types_is_read_as_it_is() {
    let read = draft(&json!({
        "status": "", "sensitive": true, "media_ids": ["7", 8], "in_reply_to_id": 9, "poll": null,
    }))
    .unwrap();
    assert_eq!(
        (read.status.as_deref(), read.sensitive, read.poll),
        (Some(""), true, None)
    );
    assert_eq!(
        (read.media_ids, read.in_reply_to_id),
        (vec![7.into(), 8.into()], Some(9.into()))
    );
    assert_eq!(draft(&json!({"media_ids": ""})).unwrap(), Draft::default());
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    for (value, start) in [
        (
            json!({"sensitive": "maybe"}),
            "sensitive: must be true or false",
        ),
        (json!({"sensitive": []}), "sensitive: must be true or false"),
        (json!({"status": {}}), "status: must be a text"),
        (json!({"media_ids": ["x"]}), "media_ids[0]: "),
        (json!({"media_ids": {}}), "media_ids: must be a list"),
        (json!({"in_reply_to_id": "x"}), "in_reply_to_id: "),
        (
            json!({"visibility": "secret"}),
            "visibility: unknown variant",
        ),
        (
            json!({"visibility": 1}),
            "visibility: must be one of a few words",
        ),
        (json!({"poll": "x"}), "poll: must be an object"),
        (
            json!({"poll": {"options": []}}),
            "poll[expires_in]: is missing",
        ),
        (
            json!({"poll": {"options": [[]], "expires_in": 1}}),
            "poll[options][0]: must be a text",
        ),
        (
            json!({"poll": {"options": [], "expires_in": -1}}),
            "poll[expires_in]: must be a whole",
        ),
        (
            json!({"poll": {"options": [], "expires_in": 1.5}}),
            "poll[expires_in]: must be a whole",
        ),
        (
            json!({"poll": {"options": [], "expires_in": true}}),
            "poll[expires_in]: must be a whole",
        ),
        (
            json!({"poll": {"options": [], "expires_in": "99999999999999999999"}}),
            "poll[expires_in]: ",
        ),
    ] {
        let error = draft(&value).unwrap_err();
        assert!(error.starts_with(start), "{value}: {error}");
    }
}
