//! What writing answers.

use serde::Serialize;

use crate::apps::{Granted, Judged};
use crate::repo::Committed;

/// A commit.
#[derive(Debug, Serialize)]
pub(super) struct Commit {
    cid: String,
    rev: String,
}

impl Commit {
    /// The one that was made, if any.
    pub(super) fn of(granted: &Granted) -> Option<Self> {
        granted.commit.as_ref().map(Self::from)
    }
}

impl From<&Committed> for Commit {
    fn from(commit: &Committed) -> Self {
        Self {
            cid: commit.cid.to_string(),
            rev: commit.rev.to_string(),
        }
    }
}

/// A record that was written.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Written {
    uri: String,
    cid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<Commit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_status: Option<&'static str>,
}

impl Written {
    /// The one record that was written.
    pub(super) fn of(granted: &Granted) -> Self {
        let first = granted.records.first().and_then(Option::as_ref);
        let commit = Commit::of(granted);
        first.map_or_else(Self::default, |(uri, cid, judged)| Self {
            uri: uri.to_string(),
            cid: cid.to_string(),
            commit,
            validation_status: judged.word(),
        })
    }

    /// One of several.
    pub(super) fn one(uri: String, cid: String, judged: Judged) -> Self {
        Self {
            uri,
            cid,
            commit: None,
            validation_status: judged.word(),
        }
    }
}
