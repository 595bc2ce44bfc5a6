//! How many of something there were, day by day.

use model::{Time, text};
use store::measure::{OfServer, OfTag, OnDay};

use super::{Span, at};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Result, Social};

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKey {
    /// Members who were there.
    ActiveUsers,
    /// Members who joined.
    NewUsers,
    /// Likes, boosts and answers.
    Interactions,
    /// Reports that were made.
    OpenedReports,
    /// Reports that were closed.
    ResolvedReports,
    /// Who used a tag.
    TagAccounts,
    /// How often a tag was used.
    TagUses,
    /// On how many servers a tag was used.
    TagServers,
    /// People of a server.
    InstanceAccounts,
    /// Bytes of a server's files that are kept here: none are.
    InstanceMediaAttachments,
    /// Reports about people of a server.
    InstanceReports,
    /// Posts of a server.
    InstanceStatuses,
    /// People of a server who are followed.
    InstanceFollows,
    /// People of a server who follow.
    InstanceFollowers,
}

impl MeasureKey {
    /// Reads Mastodon's word for it.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "active_users" => Self::ActiveUsers,
            "new_users" => Self::NewUsers,
            "interactions" => Self::Interactions,
            "opened_reports" => Self::OpenedReports,
            "resolved_reports" => Self::ResolvedReports,
            "tag_accounts" => Self::TagAccounts,
            "tag_uses" => Self::TagUses,
            "tag_servers" => Self::TagServers,
            "instance_accounts" => Self::InstanceAccounts,
            "instance_media_attachments" => Self::InstanceMediaAttachments,
            "instance_reports" => Self::InstanceReports,
            "instance_statuses" => Self::InstanceStatuses,
            "instance_follows" => Self::InstanceFollows,
            "instance_followers" => Self::InstanceFollowers,
            _ => return None,
        })
    }
}

/// What some of the questions are about; empty for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// A tag.
    pub tag: String,
    /// A server.
    pub host: String,
}

/// How many there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// In all.
    pub total: i64,
    /// In the span of the same length before.
    pub previous: i64,
    /// On each day.
    pub days: Vec<(Time, i64)>,
}

impl Social {
    /// Counts something over a span of days. For moderators.
    pub async fn measure(
        &self,
        caller: &Caller,
        key: MeasureKey,
        about: &About,
        span: Span,
    ) -> Result<Measure> {
        require(caller, Role::Moderator)?;
        let about = About {
            tag: text::fold_tag(&about.tag),
            host: about.host.trim().to_lowercase(),
        };
        let read = self.store().read(move |conn| {
            let before = count(conn, key, &about, span.before())?;
            Ok((count(conn, key, &about, span)?, before))
        });
        let (now, before) = read.await?;
        let of_day = |day: i64| {
            let found = now.iter().find(|(on, _)| *on == day);
            found.map_or(0, |(_, count)| *count)
        };
        Ok(Measure {
            total: now.iter().map(|(_, count)| count).sum(),
            previous: before.iter().map(|(_, count)| count).sum(),
            days: span.each_day().map(|day| (at(day), of_day(day))).collect(),
        })
    }
}

fn count(
    conn: &mut store::Conn,
    key: MeasureKey,
    about: &About,
    span: Span,
) -> store::Result<Vec<OnDay>> {
    use store::measure as numbers;
    let (from, to) = (span.from(), span.to());
    let of_tag = |what| (what, about.tag.as_str());
    match key {
        MeasureKey::ActiveUsers => numbers::active_members(conn, from, to),
        MeasureKey::NewUsers => numbers::new_members(conn, from, to),
        MeasureKey::Interactions => numbers::interactions(conn, from, to),
        MeasureKey::OpenedReports => numbers::reports_made(conn, from, to),
        MeasureKey::ResolvedReports => numbers::reports_closed(conn, from, to),
        MeasureKey::InstanceMediaAttachments => Ok(Vec::new()),
        MeasureKey::TagAccounts | MeasureKey::TagUses | MeasureKey::TagServers => {
            let (what, tag) = of_tag(match key {
                MeasureKey::TagAccounts => OfTag::Accounts,
                MeasureKey::TagServers => OfTag::Servers,
                _ => OfTag::Uses,
            });
            numbers::of_tag(conn, what, tag, from, to)
        }
        MeasureKey::InstanceAccounts => of_server(conn, OfServer::Accounts, about, span),
        MeasureKey::InstanceReports => of_server(conn, OfServer::Reports, about, span),
        MeasureKey::InstanceStatuses => of_server(conn, OfServer::Posts, about, span),
        MeasureKey::InstanceFollows => of_server(conn, OfServer::Follows, about, span),
        MeasureKey::InstanceFollowers => of_server(conn, OfServer::Followers, about, span),
    }
}

fn of_server(
    conn: &mut store::Conn,
    what: OfServer,
    about: &About,
    span: Span,
) -> store::Result<Vec<OnDay>> {
    store::measure::of_server(conn, what, &about.host, span.from(), span.to())
}
