//! Of what kinds there were how many.

use model::text;
use store::measure::Named;

use super::{About, Span};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Result, Social};

/// What can be divided into kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Languages that members write in.
    Languages,
    /// Apps that newcomers came with.
    Sources,
    /// Servers that posts came from.
    Servers,
    /// What fills the disk.
    SpaceUsage,
    /// What runs here.
    SoftwareVersions,
    /// Servers on which a tag was used.
    TagServers,
    /// Languages in which a tag was used.
    TagLanguages,
    /// People of a server who are followed.
    InstanceAccounts,
    /// Languages that people of a server write in.
    InstanceLanguages,
}

impl Dimension {
    /// Reads Mastodon's word for it.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "languages" => Self::Languages,
            "sources" => Self::Sources,
            "servers" => Self::Servers,
            "space_usage" => Self::SpaceUsage,
            "software_versions" => Self::SoftwareVersions,
            "tag_servers" => Self::TagServers,
            "tag_languages" => Self::TagLanguages,
            "instance_accounts" => Self::InstanceAccounts,
            "instance_languages" => Self::InstanceLanguages,
            _ => return None,
        })
    }
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// For programs.
    pub key: String,
    /// For people.
    pub name: String,
    /// How many, or which.
    pub value: String,
    /// Of what, where it is not a number of things.
    pub unit: Option<&'static str>,
}

impl Social {
    /// Divides something into at most `limit` kinds, the largest first. For moderators.
    pub async fn dimension(
        &self,
        caller: &Caller,
        dimension: Dimension,
        about: &About,
        span: Span,
        limit: u32,
    ) -> Result<Vec<Share>> {
        require(caller, Role::Moderator)?;
        match dimension {
            Dimension::SpaceUsage => {
                let bytes = self.store().size_on_disk().await?;
                return Ok(vec![Share {
                    key: "database".to_owned(),
                    name: "Database".to_owned(),
                    value: bytes.to_string(),
                    unit: Some("bytes"),
                }]);
            }
            Dimension::SoftwareVersions => {
                return Ok(vec![Share {
                    key: "folkmoot".to_owned(),
                    name: "Folkmoot".to_owned(),
                    value: env!("CARGO_PKG_VERSION").to_owned(),
                    unit: None,
                }]);
            }
            _ => {}
        }
        let (tag, host) = (text::fold_tag(&about.tag), about.host.trim().to_lowercase());
        let read = self
            .store()
            .read(move |conn| ask(conn, dimension, &tag, &host, span, i64::from(limit)));
        Ok(read.await?.into_iter().map(share).collect())
    }
}

fn ask(
    conn: &mut store::Conn,
    dimension: Dimension,
    tag: &str,
    host: &str,
    span: Span,
    limit: i64,
) -> store::Result<Vec<Named>> {
    use store::measure as numbers;
    let (from, to) = (span.from(), span.to());
    match dimension {
        Dimension::Languages => numbers::languages(conn, from, to, limit),
        Dimension::Sources => numbers::sources(conn, from, to, limit),
        Dimension::Servers => numbers::servers(conn, "", from, to, limit),
        Dimension::TagServers => numbers::servers(conn, tag, from, to, limit),
        Dimension::TagLanguages => numbers::languages_of(conn, tag, "", from, to, limit),
        Dimension::InstanceAccounts => numbers::followed_of(conn, host, limit),
        Dimension::InstanceLanguages => numbers::languages_of(conn, "", host, from, to, limit),
        Dimension::SpaceUsage | Dimension::SoftwareVersions => Ok(Vec::new()),
    }
}

fn share((key, count): Named) -> Share {
    let key = if key.is_empty() {
        "web".to_owned()
    } else {
        key
    };
    Share {
        name: key.clone(),
        key,
        value: count.to_string(),
        unit: None,
    }
}
