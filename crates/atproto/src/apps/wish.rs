//! One record that an app wants to write, and what is wrong with it.

use at_proto::cid::Cid;
use at_proto::data::{self, Ipld};
use at_proto::lexicon;
use at_proto::oauth::scope::RepoAction;
use at_proto::syntax::{Nsid, RecordKey, Tid};

use crate::map::deed::{BLOCK, FOLLOW, LIKE, REPOST};
use crate::map::gate::{POSTGATE, THREADGATE};
use crate::map::post::POST;
use crate::map::profile::PROFILE;
use crate::publish::SELF;
use crate::xrpc::XrpcError;

/// What an app wants to become of a record.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Of what kind.
    pub(crate) collection: Nsid,
    /// Its key; a new one when that is left to us.
    pub(crate) rkey: Option<RecordKey>,
    /// What it says; `None` takes it away.
    pub(crate) record: Option<Ipld>,
    /// How.
    pub(crate) action: RepoAction,
    /// What must be there now.
    pub(crate) expected: Expected,
}

/// What must be there before a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Whatever there is.
    Anything,
    /// Nothing.
    Nothing,
    /// This one.
    This(Cid),
}

impl Expected {
    /// Whether it is met by what is there.
    pub(super) fn is_met_by(self, there: Option<Cid>) -> bool {
        match self {
            Self::Anything => true,
            Self::Nothing => there.is_none(),
            Self::This(wanted) => there == Some(wanted),
        }
    }
}

/// What was found when a record was held to its lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judged {
    /// It keeps to it.
    Valid,
    /// There is none here.
    Unknown,
    /// Nobody wanted to know.
    Not,
}

impl Judged {
    /// The word for it in answers.
    pub(crate) const fn word(self) -> Option<&'static str> {
        match self {
            Self::Valid => Some("valid"),
            Self::Unknown => Some("unknown"),
            Self::Not => None,
        }
    }
}

/// A wish with nothing wrong in it.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) collection: Nsid,
    pub(crate) rkey: RecordKey,
    /// Whether the key was made for it just now.
    pub(crate) has_new_key: bool,
    /// The record, and what was found.
    pub(crate) record: Option<(Ipld, Judged)>,
    /// Its name.
    pub(crate) cid: Option<Cid>,
    pub(crate) action: RepoAction,
    pub(crate) expected: Expected,
}

/// Whether a second record of this kind about the same is the first one anew.
pub(super) fn is_done_once(collection: &str) -> bool {
    [LIKE, REPOST, FOLLOW, BLOCK].contains(&collection)
}

impl Wish {
    /// Checks the record and its key. `must_validate`: `true` wants a lexicon, `false` none, nothing takes what there is.
    pub(crate) fn check(
        self,
        must_validate: Option<bool>,
        fresh: Tid,
    ) -> Result<Checked, XrpcError> {
        let has_new_key = self.rkey.is_none() && self.collection.as_str() != PROFILE;
        let rkey = match self.rkey {
            Some(rkey) => rkey,
            None => self.own_key(fresh)?,
        };
        let mut checked = Checked {
            collection: self.collection,
            rkey,
            has_new_key,
            record: None,
            cid: None,
            action: self.action,
            expected: self.expected,
        };
        if let Some(record) = self.record {
            let record = checked.typed(record)?;
            let judged = checked.judged(&record, must_validate)?;
            let body = data::encode(&record)
                .map_err(|error| XrpcError::invalid_request(format!("The record {error}")))?;
            checked.cid = Some(Cid::of_cbor(&body));
            checked.record = Some((record, judged));
        }
        Ok(checked)
    }

    /// The key of a record that the app gave none: there is one profile.
    fn own_key(&self, fresh: Tid) -> Result<RecordKey, XrpcError> {
        let key = match self.collection.as_str() {
            PROFILE => SELF,
            _ => fresh.as_str(),
        };
        RecordKey::parse(key).map_err(|error| XrpcError::invalid_request(error.to_string()))
    }
}

impl Checked {
    /// The record with the name of its kind, which it may leave out.
    fn typed(&self, record: Ipld) -> Result<Ipld, XrpcError> {
        let Ipld::Map(mut fields) = record else {
            return Err(XrpcError::invalid_request("The record is no object."));
        };
        let name = Ipld::String(self.collection.as_str().to_owned());
        match fields.get("$type") {
            Some(kind) if *kind != name => {
                let message = format!("Invalid $type: expected {}", self.collection);
                Err(XrpcError::bad("InvalidRecord", message))
            }
            _ => {
                fields.insert("$type".to_owned(), name);
                Ok(Ipld::Map(fields))
            }
        }
    }

    fn judged(&self, record: &Ipld, must_validate: Option<bool>) -> Result<Judged, XrpcError> {
        if must_validate == Some(false) {
            return Ok(Judged::Not);
        }
        match lexicon::known().check(&self.collection, record) {
            Ok(true) => Ok(Judged::Valid),
            Ok(false) if must_validate == Some(true) => {
                let message = format!("Lexicon not found: lex:{}", self.collection);
                Err(XrpcError::bad("InvalidRecord", message))
            }
            Ok(false) => Ok(Judged::Unknown),
            Err(error) => {
                let message = format!("Invalid {} record: {error}", self.collection);
                Err(XrpcError::bad("InvalidRecord", message))
            }
        }
    }

    /// Whether the record is something here.
    pub(super) fn has_meaning(&self) -> bool {
        let known = [
            POST, LIKE, REPOST, FOLLOW, BLOCK, PROFILE, THREADGATE, POSTGATE,
        ];
        known.contains(&self.collection.as_str())
    }
}
