//! Copying emoji of other servers, with their name beside it.

use ::media::Arrived;
use bytes::Bytes;
use model::text::is_shortcode;
use model::{Domain, sanitize};
use serde::Deserialize;
use url::Url;

use super::{MAX_CATEGORY_CHARS, NewEmoji};
use crate::caller::Role;
use crate::media::far::FarUse;
use crate::member::require;
use crate::{Caller, Error, Result, Social};

/// A list of some thousand emoji.
const MAX_LIST: usize = 4 * 1024 * 1024;
const MAX_OFFERED: usize = 5_000;
const MAX_PICTURE: usize = 1024 * 1024;
/// The most that are copied at once: each is fetched and made anew.
const AT_ONCE: usize = 50;

/// An emoji that another server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedEmoji {
    /// The word between the colons.
    pub shortcode: String,
    /// Its picture, through this server.
    pub url: String,
    /// Where it stands in a picker there.
    pub category: Option<String>,
    /// Whether this community has one of that name.
    pub is_taken: bool,
}

/// What became of an emoji that was to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEmoji {
    /// The word between the colons.
    pub shortcode: String,
    /// Why it was not, in words.
    pub failure: Option<String>,
}

/// As servers list them (<https://docs.joinmastodon.org/methods/custom_emojis/>); Mastodon, Pleroma, Akkoma, Pixelfed
/// and GoToSocial do.
#[derive(Debug, Clone, Deserialize)]
struct Listed {
    shortcode: String,
    url: String,
    #[serde(default)]
    category: Option<String>,
}

impl Social {
    /// The custom emoji of another server. For admins.
    ///
    /// [`Error::Unreachable`] when it cannot be asked, or has no list.
    pub async fn emojis_of_server(
        &self,
        caller: &Caller,
        server: &str,
    ) -> Result<Vec<OfferedEmoji>> {
        let listed = self.listed_emojis(caller, server).await?;
        let own = self.custom_emojis().await?;
        let offered = listed.into_iter().map(|emoji| OfferedEmoji {
            is_taken: own.iter().any(|known| known.shortcode == emoji.shortcode),
            url: self.shown_picture(FarUse::Emoji, emoji.url),
            category: emoji.category,
            shortcode: emoji.shortcode,
        });
        Ok(offered.collect())
    }

    /// Copies some of them, 50 at most, under the same names. For admins. One that cannot be copied holds up none of
    /// the others.
    pub async fn import_emojis(
        &self,
        caller: &Caller,
        server: &str,
        shortcodes: &[String],
    ) -> Result<Vec<ImportedEmoji>> {
        if shortcodes.len() > AT_ONCE {
            let reason = format!("are too many: copy {AT_ONCE} at once");
            return Err(Error::invalid("shortcodes", "too_many", reason));
        }
        let listed = self.listed_emojis(caller, server).await?;
        let mut done = Vec::new();
        for shortcode in shortcodes {
            let found = listed.iter().find(|emoji| emoji.shortcode == *shortcode);
            let failure = match found {
                Some(emoji) => self.import(caller, server, emoji).await.err(),
                None => Some(Error::NotFound("This emoji")),
            };
            done.push(ImportedEmoji {
                shortcode: shortcode.clone(),
                failure: failure.map(|failure| failure.to_string()),
            });
        }
        Ok(done)
    }

    async fn import(&self, caller: &Caller, server: &str, emoji: &Listed) -> Result<()> {
        let url = Url::parse(&emoji.url).or(Err(Error::NotFound("Its picture")))?;
        let picture = self.far_bytes(&url, MAX_PICTURE).await?;
        let new = NewEmoji {
            shortcode: emoji.shortcode.clone(),
            picture: Arrived::from(picture),
            credit: Some(server.to_owned()),
            category: emoji.category.clone(),
            is_hidden: false,
        };
        self.add_emoji(caller, new).await.map(drop)
    }

    async fn listed_emojis(&self, caller: &Caller, server: &str) -> Result<Vec<Listed>> {
        require(caller, Role::Admin)?;
        let unknown = || {
            Error::invalid(
                "server",
                "invalid",
                "must be the name of a server, as far.example",
            )
        };
        let host = Domain::parse(server.trim()).ok().ok_or_else(unknown)?;
        let scheme = self.base_url().scheme();
        let url = Url::parse(&format!("{scheme}://{host}/api/v1/custom_emojis"));
        let list = self
            .far_bytes(&url.ok().ok_or_else(unknown)?, MAX_LIST)
            .await?;
        read(&list).ok_or_else(|| Error::Unreachable(host.to_string()))
    }
}

/// What can be used of a list.
fn read(list: &Bytes) -> Option<Vec<Listed>> {
    let all: Vec<serde_json::Value> = serde_json::from_slice(list).ok()?;
    let usable = all.into_iter().filter_map(|emoji| {
        let emoji: Listed = serde_json::from_value(emoji).ok()?;
        is_shortcode(&emoji.shortcode).then_some(())?;
        Some(Listed {
            url: sanitize::web_url(&emoji.url)?,
            category: emoji
                .category
                .map(|text| sanitize::line(&text, MAX_CATEGORY_CHARS)),
            shortcode: emoji.shortcode,
        })
    });
    Some(usable.take(MAX_OFFERED).collect())
}
