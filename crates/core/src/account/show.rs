//! Showing accounts.

use std::collections::HashMap;
use std::fmt::Write as _;

use model::{AccountId, AccountKind, Field, Time, sanitize, text};
use store::account::AccountRow;

use crate::media::far::FarUse;
use crate::view::AlsoView;
use crate::{AccountView, Error, Result, Social, Viewer};

impl Social {
    /// An account, local or remote.
    ///
    /// Profiles are the same for every viewer today; the viewer is asked for so that no caller can forget to say it.
    pub async fn account(&self, viewer: Viewer, id: AccountId) -> Result<AccountView> {
        let found = self.accounts(viewer, &[id]).await?;
        found
            .into_iter()
            .next()
            .ok_or(Error::NotFound("This account"))
    }

    /// Accounts in the order asked for; those that are not there are left out.
    pub async fn accounts(&self, _viewer: Viewer, ids: &[AccountId]) -> Result<Vec<AccountView>> {
        self.account_views(ids).await
    }

    pub(crate) async fn account_views(&self, ids: &[AccountId]) -> Result<Vec<AccountView>> {
        let wanted: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let asked = wanted.clone();
        let rows = self
            .store()
            .read(move |conn| store::account::load(conn, &asked))
            .await?;
        // Who waits to be let in is seen by nobody; those who decide ask for the waiting list.
        let rows = rows.into_iter().filter(|row| !row.is_pending).collect();
        let mut by_id = self.views_by_id(rows);
        Ok(wanted.iter().filter_map(|id| by_id.remove(id)).collect())
    }

    /// Views of some rows, by id.
    pub(crate) fn views_by_id(&self, rows: Vec<AccountRow>) -> HashMap<i64, AccountView> {
        rows.into_iter()
            .map(|row| (row.id, self.account_view(row)))
            .collect()
    }

    /// The view of one row.
    pub(crate) fn account_view(&self, mut row: AccountRow) -> AccountView {
        if row.suspended_at.is_some() || row.away_at.is_some() {
            hide(&mut row);
        }
        let fields: Vec<Field> = serde_json::from_str(&row.fields).unwrap_or_default();
        let page_url = match &row.page_url {
            _ if row.is_local => self.url(&format!("/@{}", row.username)),
            Some(page) => page.clone(),
            // Its home names no page of its own; here it has one, and not that of a namesake.
            None => self.url(&format!("/@{}@{}", row.username, row.host)),
        };
        if !row.is_local && self.bars_media(&row.host) {
            hide_pictures(&mut row);
        }
        let picture = |chosen: &Option<String>, usage, path: String| match chosen {
            Some(url) if !url.is_empty() => self.shown_picture(usage, url.clone()),
            _ => self.url(&path),
        };
        let default_avatar = || format!("/avatars/{}.png", row.id);
        AccountView {
            id: AccountId::from(row.id),
            kind: AccountKind::from_word(&row.kind),
            display_name: if row.display_name.is_empty() {
                row.username.clone()
            } else {
                row.display_name
            },
            fields: if row.is_local {
                fields.iter().map(linked).collect()
            } else {
                fields.clone()
            },
            fields_source: if row.is_local { fields } else { Vec::new() },
            avatar_url: picture(&row.avatar_url, FarUse::Avatar, default_avatar()),
            still_avatar_url: picture(&row.avatar_url, FarUse::StillAvatar, default_avatar()),
            header_url: picture(
                &row.header_url,
                FarUse::Header,
                "/headers/default.png".to_owned(),
            ),
            uri: row.uri.unwrap_or_else(|| page_url.clone()),
            page_url,
            username: row.username,
            domain: (!row.is_local).then_some(row.host),
            note_html: row.note_html,
            note_source: row.note_source,
            emojis: self.shown_emojis(&row.emojis),
            showing: serde_json::from_str(&row.showing).unwrap_or_default(),
            is_locked: row.is_locked,
            is_discoverable: row.is_discoverable,
            is_indexable: row.is_indexable,
            is_suspended: row.suspended_at.is_some(),
            is_away: row.away_at.is_some(),
            is_silenced: row.silenced_at.is_some(),
            is_sensitized: row.sensitized_at.is_some(),
            followers_count: row.followers_count,
            following_count: row.following_count,
            posts_count: row.posts_count,
            last_post_at: row.last_post_at.map(Time::from_micros),
            created_at: Time::from_micros(row.created_at),
            also: row.also.zip(row.also_since).map(|(acct, since)| AlsoView {
                page_url: self.url(&format!("/@{acct}")),
                acct,
                since: Time::from_micros(since),
            }),
            moved_to: row.moved_to_id.map(AccountId::from),
        }
    }
}

/// What an account that is suspended or away said of itself is not shown.
fn hide(row: &mut AccountRow) {
    row.display_name.clear();
    row.note_html.clear();
    row.note_source.clear();
    row.also = None;
    "[]".clone_into(&mut row.fields);
    hide_pictures(row);
}

/// Nor what it looks like.
fn hide_pictures(row: &mut AccountRow) {
    "[]".clone_into(&mut row.emojis);
    row.avatar_url = None;
    row.header_url = None;
}

/// A row of a local profile as HTML: its links can be followed.
fn linked(field: &Field) -> Field {
    let mut html = String::new();
    for token in text::tokens(&field.value) {
        match token {
            text::Token::Link(link) => {
                let href = sanitize::escape(link);
                let shown =
                    sanitize::escape(link.split_once("://").map_or(link, |(_, shown)| shown));
                let _ = write!(
                    html,
                    "<a href=\"{href}\" rel=\"nofollow noopener noreferrer me\">{shown}</a>"
                );
            }
            text::Token::Text(typed) | text::Token::Mention(typed, _) => {
                html.push_str(&sanitize::escape(typed));
            }
            text::Token::Tag(tag) => {
                html.push('#');
                html.push_str(&sanitize::escape(tag));
            }
        }
    }
    Field {
        name: field.name.clone(),
        value: html,
    }
}
