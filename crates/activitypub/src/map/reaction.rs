//! Emoji reactions (FEP-c0e0): an `EmojiReact`, or a `Like` with `content`.

use ap_proto::activity::{Activity, ActivityKind};
use ap_proto::object::Emoji;
use ap_proto::origin::Origin;
use model::Domain;
use social::inbound::RemoteEmoji;

/// What a `Like` or an `EmojiReact` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Felt {
    /// A like, without an emoji or with something that is none.
    Like,
    /// An emoji.
    Emoji(RemoteEmoji),
    /// A reaction that cannot be shown.
    Unreadable,
}

/// Reads a reaction. `home`: the name of this server, whose emoji others may send back.
pub(crate) fn felt(activity: &Activity, home: &Domain) -> Felt {
    let content = activity.content.as_deref().unwrap_or_default().trim();
    match emoji(activity, content, home) {
        Some(emoji) => Felt::Emoji(emoji),
        None if activity.kind == ActivityKind::Like => Felt::Like,
        None => Felt::Unreadable,
    }
}

fn emoji(activity: &Activity, content: &str, home: &Domain) -> Option<RemoteEmoji> {
    if model::text::is_emoji(content) {
        return Some(RemoteEmoji::Plain(content.to_owned()));
    }
    // Some write the server behind the word; the tag says whose it is.
    let word = content.trim_matches(':').split('@').next()?;
    let tags = &activity.emojis;
    let tag = tags.iter().find(|emoji| emoji.shortcode == word)?;
    Some(RemoteEmoji::Custom {
        shortcode: word.to_owned(),
        host: host_of(tag, &activity.actor, home)?,
        url: tag.url.clone(),
    })
}

/// The server that an emoji is of: its id's, if its picture is there, too, or if the one who reacts is at home there;
/// else nobody but the one who reacts vouches for it, and it counts as their server's.
fn host_of(emoji: &Emoji, actor: &str, home: &Domain) -> Option<Domain> {
    let host = |url: &str| Domain::parse(&Origin::of(url)?.authority()).ok();
    let picture = host(&emoji.url);
    if picture.as_ref() == Some(home) {
        return picture;
    }
    let own = host(actor);
    let named = emoji.id.as_deref().and_then(host);
    named
        .filter(|named| *named != *home && Some(named) == picture.as_ref())
        .or(own)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(kind: &str, content: &Value, tag: &Value) -> Felt {
        let activity = json!({
            "id": "https://a.example/r/1", "type": kind, "actor": "https://a.example/alice",
            "object": "https://moot.example/ap/posts/1", "content": content, "tag": tag,
        });
        let home = Domain::parse("moot.example").expect("a name");
        felt(&Activity::parse(&activity).expect("an activity"), &home)
    }

    fn blob(id: Option<&str>, picture: &str) -> Value {
        json!([{"type": "Emoji", "name": ":blob:", "id": id, "icon": {"type": "Image", "url": picture}}])
    }

    fn host(tag: &Value) -> String {
        match read("EmojiReact", &json!(":blob:"), tag) {
            Felt::Emoji(RemoteEmoji::Custom { host, .. }) => host.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_spellings_say_the_same() {
        for kind in ["Like", "EmojiReact"] {
            let fire = RemoteEmoji::Plain("🔥".to_owned());
            assert_eq!(read(kind, &json!("🔥"), &json!([])), Felt::Emoji(fire));
        }
        let blobs = blob(None, "https://a.example/blob.png");
        let written = [":blob:", "blob", ":blob@c.example:"];
        let read = |content: &str| read("Like", &json!(content), &blobs);
        assert!(
            written
                .map(read)
                .iter()
                .all(|felt| matches!(felt, Felt::Emoji(_)))
        );
    }

    #[test]
    fn a_like_stays_one_whatever_it_says() {
        for content in [
            json!(null),
            json!(""),
            json!("I like it"),
            json!(":gone:"),
            json!(7),
        ] {
            assert_eq!(read("Like", &content, &json!([])), Felt::Like, "{content}");
            assert_eq!(read("EmojiReact", &content, &json!([])), Felt::Unreadable);
        }
    }

    #[test]
    fn an_emoji_is_of_the_server_that_shows_it_or_of_the_one_who_reacts() {
        let far = "https://c.example/emoji/blob";
        assert_eq!(
            host(&blob(Some(far), "https://c.example/blob.png")),
            "c.example"
        );
        assert_eq!(
            host(&blob(Some(far), "https://a.example/blob.png")),
            "a.example"
        );
        assert_eq!(
            host(&blob(None, "https://media.example/blob.png")),
            "a.example"
        );
        assert_eq!(
            host(&blob(None, "https://moot.example/media/1.png")),
            "moot.example"
        );
        let forged = blob(
            Some("https://moot.example/emoji/1"),
            "https://a.example/1.png",
        );
        assert_eq!(host(&forged), "a.example");
    }
}
