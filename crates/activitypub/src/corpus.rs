//! What this network makes of a payload, in a line: for the table of `cargo xtask corpus check`, and for those who
//! wonder why a post did not arrive. Pure: nobody is asked, so whether it concerns anybody is not said.

use ap_proto::activity::Activity;
use ap_proto::actor::Actor;
use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::value::{Limits, parse_json};
use ap_proto::{Refusal, origin};
use model::{AccountId, Acct, Audience, Domain, Time};
use social::inbound::Arrival;
use url::Url;

use crate::map::account::to_account;
use crate::map::audience::audience;
use crate::map::policy::to_policy;
use crate::map::post::{Facts, to_post};

/// What became of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is understood, and as what.
    Accepted(String),
    /// It is refused.
    Refused {
        /// A stable word.
        code: &'static str,
        /// The reason.
        reason: String,
    },
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Accepted(what) => write!(f, "accepted as {what}"),
            Self::Refused { code, reason } => write!(f, "refused ({code}): {reason}"),
        }
    }
}

/// Reads, judges and translates a payload as if it had been delivered, or fetched from its own id, at `now`.
pub fn check(payload: &[u8], now: Time) -> Verdict {
    match describe(payload, now) {
        Ok(what) => Verdict::Accepted(what),
        Err(refusal) => Verdict::Refused {
            code: refusal.code(),
            reason: refusal.to_string(),
        },
    }
}

fn describe(payload: &[u8], now: Time) -> Result<String, Refusal> {
    let value = parse_json(payload, Limits::default())?;
    match Document::parse(&value)? {
        Document::Actor(actor) => account(&actor),
        Document::Note(note) => post(&note, now),
        Document::Activity(activity) => {
            Ok(format!("{}{}", kind(&activity)?, object(&activity, now)?))
        }
        other => Ok(other.describe()),
    }
}

fn kind(activity: &Activity) -> Result<String, Refusal> {
    activity.own_id()?;
    Ok(activity.kind.as_str().to_owned())
}

fn object(activity: &Activity, now: Time) -> Result<String, Refusal> {
    match activity.trusted_object().map(Document::parse) {
        Some(Ok(Document::Note(note))) => Ok(format!(" of a {}", post(&note, now)?)),
        Some(Ok(other)) => Ok(format!(" of an {}", other.describe())),
        Some(Err(refusal)) => Err(refusal),
        None if activity.object.inline().is_some() => Ok(" of something to be fetched".to_owned()),
        None => Ok(" of something named".to_owned()),
    }
}

fn account(actor: &Actor) -> Result<String, Refusal> {
    let missing = Refusal::Missing("preferredUsername");
    let username = actor.preferred_username.clone().ok_or(missing)?;
    let host = Url::parse(&actor.id)
        .ok()
        .and_then(|id| Domain::of_url(&id).ok());
    let bad = Refusal::BadField {
        field: "id",
        reason: "has no host",
    };
    let acct = Acct {
        username,
        domain: Some(host.ok_or(bad)?),
    };
    let bad = Refusal::BadField {
        field: "actor",
        reason: "cannot be an account",
    };
    let account = to_account(actor, acct).or(Err(bad))?;
    Ok(format!(
        "account {}@{} ({})",
        account.username,
        account.domain,
        account.kind.as_str()
    ))
}

fn post(note: &Note, now: Time) -> Result<String, Refusal> {
    origin::check_same_origin(&note.id, note.author(), "attributedTo")?;
    if note.is_vote() {
        return Ok("vote".to_owned());
    }
    let followers = note
        .to
        .iter()
        .chain(&note.cc)
        .find(|address| address.ends_with("/followers"));
    let facts = Facts {
        author: AccountId::from(1),
        audience: audience(&note.to, &note.cc, followers.map(String::as_str)),
        named: Vec::new(),
        policy: to_policy(&note.rules, followers.map(String::as_str)),
        quote: None,
        how: Arrival::Fetched,
        now,
    };
    let post = to_post(note, facts);
    let readers = match post.audience {
        Audience::Public | Audience::Quiet => "everyone",
        Audience::Followers => "followers",
        Audience::Circle | Audience::Mentioned | Audience::Local => "those named",
    };
    Ok(format!("post {} for {readers}", post.kind.as_str()))
}

#[cfg(test)]
mod tests;
