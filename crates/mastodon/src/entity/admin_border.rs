//! <https://docs.joinmastodon.org/entities/Admin_DomainBlock/> and its neighbours: who may not join or be heard from.

use model::{Id, Time};
use serde::Serialize;
use social::border::{AllowView, BlockView, PublicBlock, digest};
use social::gate::{CanonicalView, EmailDomainView, IpBlockView};

/// A server that is kept out.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminDomainBlock {
    id: Id,
    domain: String,
    digest: String,
    created_at: Time,
    severity: &'static str,
    reject_media: bool,
    reject_reports: bool,
    private_comment: Option<String>,
    public_comment: Option<String>,
    obfuscate: bool,
}

impl From<BlockView> for AdminDomainBlock {
    fn from(view: BlockView) -> Self {
        Self {
            id: view.id,
            digest: digest(&view.host),
            domain: view.host,
            created_at: view.created_at,
            severity: view.severity.as_str(),
            reject_media: view.rejects_media,
            reject_reports: view.rejects_reports,
            private_comment: view.private_comment,
            public_comment: view.public_comment,
            obfuscate: view.is_obfuscated,
        }
    }
}

/// A server that is kept out, as everyone may know it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DomainBlock {
    domain: String,
    digest: String,
    severity: &'static str,
    comment: Option<String>,
}

impl From<PublicBlock> for DomainBlock {
    fn from(block: PublicBlock) -> Self {
        Self {
            domain: block.host,
            digest: block.digest,
            severity: block.severity.as_str(),
            comment: block.comment,
        }
    }
}

/// A server that is let in where only some are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminDomainAllow {
    id: Id,
    domain: String,
    created_at: Time,
}

impl From<AllowView> for AdminDomainAllow {
    fn from(view: AllowView) -> Self {
        Self {
            id: view.id,
            domain: view.host,
            created_at: view.created_at,
        }
    }
}

/// A server whose e-mail addresses may not join.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminEmailDomainBlock {
    id: Id,
    domain: String,
    created_at: Time,
    history: Vec<History>,
}

/// How many tried on one day.
#[derive(Debug, Clone, Serialize)]
struct History {
    day: String,
    accounts: String,
    uses: String,
}

impl From<EmailDomainView> for AdminEmailDomainBlock {
    fn from(view: EmailDomainView) -> Self {
        let history = view.refused.into_iter().map(|(day, attempts)| History {
            day: day.seconds().to_string(),
            accounts: attempts.to_string(),
            uses: attempts.to_string(),
        });
        Self {
            id: view.id,
            domain: view.domain,
            created_at: view.created_at,
            history: history.collect(),
        }
    }
}

/// An e-mail address that may not join, by its hash.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminCanonicalEmailBlock {
    id: Id,
    canonical_email_hash: String,
}

impl From<CanonicalView> for AdminCanonicalEmailBlock {
    fn from(view: CanonicalView) -> Self {
        Self {
            id: view.id,
            canonical_email_hash: view.hash,
        }
    }
}

/// Addresses from which nobody joins, or comes in at all.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AdminIpBlock {
    id: Id,
    ip: String,
    severity: &'static str,
    comment: String,
    created_at: Time,
    expires_at: Option<Time>,
}

impl From<IpBlockView> for AdminIpBlock {
    fn from(view: IpBlockView) -> Self {
        Self {
            id: view.id,
            ip: view.network,
            severity: view.severity.as_str(),
            comment: view.comment,
            created_at: view.created_at,
            expires_at: view.expires_at,
        }
    }
}
