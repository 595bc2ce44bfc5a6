//! The answer of a `WebFinger` server: a JSON Resource Descriptor.

use serde_json::{Value, json};

use super::Acct;
use crate::Refusal;
use crate::media_type::{ACTIVITY_JSON, is_activity_json};
use crate::value::{first_str, http_url, values};

const PROFILE_PAGE: &str = "http://webfinger.net/rel/profile-page";
const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";
const INTENTS: &str = "https://w3id.org/fep/3b86/";

/// The most links and aliases that are read.
const MAX_LINKS: usize = 64;

/// A link of a descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JrdLink {
    /// Its relation.
    pub rel: String,
    /// The media type of what it leads to.
    pub media_type: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// A URL with a `{uri}` to fill in.
    pub template: Option<String>,
}

/// A descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jrd {
    /// Whom it describes.
    pub subject: Option<String>,
    /// Other names of the subject.
    pub aliases: Vec<String>,
    /// Its links.
    pub links: Vec<JrdLink>,
}

/// What the subject of an answer means for the handle that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// It is the same handle.
    Confirmed,
    /// The server says the handle is really another. That host must be asked, and must confirm;
    /// a second other handle is refused (a server may not speak for another host, CVE-2023-42451).
    Ask(Acct),
}

impl Jrd {
    /// Reads a descriptor.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        let aliases = values(value, "aliases")
            .filter_map(Value::as_str)
            .map(str::to_owned);
        Ok(Self {
            subject: first_str(value, "subject").map(str::to_owned),
            aliases: aliases.take(MAX_LINKS).collect(),
            links: values(value, "links")
                .filter_map(link)
                .take(MAX_LINKS)
                .collect(),
        })
    }

    /// The id of the actor: the `self` link to an ActivityPub document.
    pub fn actor_url(&self) -> Option<&str> {
        let is_actor = |link: &&JrdLink| {
            link.rel == "self" && link.media_type.as_deref().is_some_and(is_activity_json)
        };
        self.links
            .iter()
            .filter(is_actor)
            .find_map(|link| link.href.as_deref())
    }

    /// Where a person of another server is asked to confirm a follow.
    pub fn subscribe_template(&self) -> Option<&str> {
        let link = self.links.iter().find(|link| link.rel == SUBSCRIBE)?;
        link.template.as_deref()
    }

    /// Compares the subject with the handle that was asked for.
    pub fn subject_for(&self, asked: &Acct) -> Result<Subject, Refusal> {
        let subject = self.subject.as_deref().ok_or(Refusal::Missing("subject"))?;
        let subject = Acct::parse(subject).ok_or(Refusal::BadField {
            field: "subject",
            reason: "is no handle",
        })?;
        Ok(if subject == *asked {
            Subject::Confirmed
        } else {
            Subject::Ask(subject)
        })
    }
}

fn link(value: &Value) -> Option<JrdLink> {
    let template = first_str(value, "template").filter(|template| {
        template.contains("{uri}") && http_url(&template.replace("{uri}", "x")).is_some()
    });
    Some(JrdLink {
        rel: first_str(value, "rel")?.to_owned(),
        media_type: first_str(value, "type").map(str::to_owned),
        href: first_str(value, "href")
            .and_then(http_url)
            .map(str::to_owned),
        template: template.map(str::to_owned),
    })
}

/// Where those who have an account here come back to, from what they meet on other servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors<'a> {
    /// The page on which something is followed, answered, liked or boosted; it takes an id after it.
    pub interact: &'a str,
    /// The page on which something is written; it takes the words after it.
    pub write: &'a str,
}

/// Builds the descriptor of one of our actors, with what can be done here from elsewhere: `OStatus`'s template, and
/// activity intents (FEP-3b86).
pub fn jrd(acct: &Acct, actor_id: &str, page: &str, doors: Doors<'_>) -> Value {
    let intent = |name: &str, template: String| json!({"rel": format!("{INTENTS}{name}"), "template": template});
    let mut links = vec![
        json!({"rel": PROFILE_PAGE, "type": "text/html", "href": page}),
        json!({"rel": "self", "type": ACTIVITY_JSON, "href": actor_id}),
        json!({"rel": SUBSCRIBE, "template": format!("{}{{uri}}", doors.interact)}),
        intent("Create", format!("{}{{content}}", doors.write)),
    ];
    let met = ["Object", "Follow", "Like", "Announce"];
    links.extend(met.map(|name| intent(name, format!("{}{{object}}", doors.interact))));
    json!({"subject": acct.uri(), "aliases": [page, actor_id], "links": links})
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Doors, Jrd, Subject, jrd};
    use crate::webfinger::Acct;

    fn alice() -> Acct {
        Acct::parse("alice@example.org").unwrap()
    }

    #[test]
    fn what_we_answer_we_can_read() {
        let doors = Doors {
            interact: "https://example.org/authorize_interaction?uri=",
            write: "https://example.org/share?text=",
        };
        let value = jrd(
            &alice(),
            "https://example.org/users/1",
            "https://example.org/@alice",
            doors,
        );
        let read = Jrd::parse(&value).unwrap();
        assert_eq!(read.actor_url(), Some("https://example.org/users/1"));
        let template = format!("{}{{uri}}", doors.interact);
        assert_eq!(read.subscribe_template(), Some(&*template));
        assert_eq!(read.subject_for(&alice()), Ok(Subject::Confirmed));
    }

    /// A16: an answer cannot make somebody of another host out of a handle.
    #[test]
    fn another_subject_must_be_asked_for() {
        let read = |subject: &str| Jrd::parse(&json!({ "subject": subject })).unwrap();
        assert_eq!(
            read("acct:ALICE@example.org.").subject_for(&alice()),
            Ok(Subject::Confirmed)
        );
        let bob = Acct::parse("bob@evil.example").unwrap();
        assert_eq!(
            read("acct:bob@evil.example").subject_for(&alice()),
            Ok(Subject::Ask(bob))
        );
        assert!(
            read("https://example.org/alice")
                .subject_for(&alice())
                .is_err()
        );
        assert!(
            Jrd::parse(&json!({}))
                .unwrap()
                .subject_for(&alice())
                .is_err()
        );
    }

    #[test]
    fn only_an_activitypub_self_link_is_an_actor() {
        let read = Jrd::parse(&json!({"links": [
            {"rel": "self", "type": "text/html", "href": "https://example.org/1"},
            {"rel": "self", "type": "application/activity+json", "href": "javascript:x"},
            {"rel": "self", "href": "https://example.org/2"},
            {"rel": "self", "type": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
             "href": "https://example.org/3"},
        ]}))
        .unwrap();
        assert_eq!(read.actor_url(), Some("https://example.org/3"));
    }

    proptest! {
        #[test]
        fn a_descriptor_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            if let Ok(read) = Jrd::parse(&value) {
                let _ = (read.actor_url().map(str::len), read.subject_for(&alice()));
            }
        }
    }
}
