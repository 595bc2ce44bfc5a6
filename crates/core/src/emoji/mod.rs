//! Custom emoji of this community: a word between colons that is shown as a picture.

mod import;

use ::media::{Rendition, Shape};
use model::text::{is_shortcode, shortcodes};
use model::{Emoji, Id};
use store::emoji::EmojiRow;

use crate::caller::Role;
use crate::media::{Arrived, Kept};
use crate::member::{refuse, require};
use crate::{Caller, Error, Result, Social};

pub use self::import::{ImportedEmoji, OfferedEmoji};

/// Custom emoji are small; apps show them as high as a line.
const SHAPE: Shape = Shape {
    width: 128,
    height: 128,
};
const MAX_CATEGORY_CHARS: usize = 50;

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmojiView {
    /// Its id.
    pub id: Id,
    /// The word between the colons.
    pub shortcode: String,
    /// Its picture, absolute.
    pub url: String,
    /// The picture standing still, where the other one moves.
    pub still_url: Option<String>,
    /// The server it was copied from.
    pub credit: Option<String>,
    /// Where it stands in a picker.
    pub category: Option<String>,
    /// Whether a picker shows it.
    pub is_in_picker: bool,
}

/// A custom emoji to be.
#[derive(Debug, Clone, Default)]
pub struct NewEmoji {
    /// The word between the colons.
    pub shortcode: String,
    /// Its picture.
    pub picture: Arrived,
    /// The server it is copied from.
    pub credit: Option<String>,
    /// Where it stands in a picker.
    pub category: Option<String>,
    /// Whether a picker leaves it out.
    pub is_hidden: bool,
}

impl Social {
    /// All custom emoji of this community, by name.
    pub async fn custom_emojis(&self) -> Result<Vec<EmojiView>> {
        let rows = self.store().read(store::emoji::all).await?;
        Ok(rows.into_iter().map(|row| self.emoji_view(row)).collect())
    }

    /// Adds a custom emoji. For admins.
    pub async fn add_emoji(&self, caller: &Caller, new: NewEmoji) -> Result<EmojiView> {
        require(caller, Role::Admin)?;
        let shortcode = new.shortcode.trim().trim_matches(':').to_owned();
        if !is_shortcode(&shortcode) {
            let reason = "must be 2 to 50 letters, digits or underscores";
            return Err(Error::invalid("shortcode", "invalid", reason));
        }
        let category = new
            .category
            .as_deref()
            .map(|text| model::sanitize::line(text, MAX_CATEGORY_CHARS));
        let category = category.filter(|category| !category.is_empty());
        let (still, moving) = self.make_emoji(new.picture, SHAPE).await?;
        let files: Vec<&Rendition> = moving.iter().chain([&still]).collect();
        let (id, now) = (self.new_id().get(), self.now().micros());
        let write = move |tx: &mut store::Tx, kept: &[Kept]| {
            if !store::emoji::named(tx, std::slice::from_ref(&shortcode))?.is_empty() {
                return Err(refuse(Error::invalid("shortcode", "taken", "is taken")));
            }
            for file in kept {
                store::file::insert(tx, &file.row(store::file::EMOJI, id, now))?;
            }
            let paths: Vec<String> = kept.iter().map(Kept::path).collect();
            let row = EmojiRow {
                id,
                shortcode: shortcode.clone(),
                url: paths.first().cloned().unwrap_or_default(),
                still_url: paths.get(1).cloned(),
                credit: new.credit.clone(),
                category: category.clone(),
                is_in_picker: !new.is_hidden,
                created_at: now,
            };
            store::emoji::insert(tx, &row)?;
            Ok(row)
        };
        let row = self.keep(&files, write).await?;
        Ok(self.emoji_view(row))
    }

    /// Removes a custom emoji; where it was used its word stays. For admins.
    pub async fn remove_emoji(&self, caller: &Caller, id: Id) -> Result<()> {
        require(caller, Role::Admin)?;
        let id = id.get();
        self.release(move |tx| {
            if !store::emoji::delete(tx, id)? {
                return Err(refuse(Error::NotFound("This emoji")));
            }
            store::file::release(tx, store::file::EMOJI, &[id], &[])
        })
        .await
    }

    /// The custom emoji that texts use, as they are stored.
    pub(crate) async fn emojis_in(&self, texts: &[&str]) -> Result<String> {
        let mut used: Vec<String> = Vec::new();
        for shortcode in texts.iter().flat_map(|text| shortcodes(text)) {
            if !used.iter().any(|known| known == shortcode) {
                used.push(shortcode.to_owned());
            }
        }
        if used.is_empty() {
            return Ok("[]".to_owned());
        }
        let rows = self
            .store()
            .read(move |conn| store::emoji::named(conn, &used))
            .await?;
        let emojis: Vec<Emoji> = rows
            .into_iter()
            .map(|row| Emoji {
                shortcode: row.shortcode,
                url: row.url,
                still_url: row.still_url,
            })
            .collect();
        serde_json::to_string(&emojis).map_err(Error::internal)
    }

    /// Custom emoji as they are stored, with addresses that can be followed.
    pub(crate) fn shown_emojis(&self, json: &str) -> Vec<Emoji> {
        let emojis: Vec<Emoji> = serde_json::from_str(json).unwrap_or_default();
        emojis
            .into_iter()
            .map(|emoji| self.shown_emoji(emoji))
            .collect()
    }

    fn emoji_view(&self, row: EmojiRow) -> EmojiView {
        EmojiView {
            id: Id::from(row.id),
            shortcode: row.shortcode,
            url: self.shown_url(row.url),
            still_url: row.still_url.map(|url| self.shown_url(url)),
            credit: row.credit,
            category: row.category,
            is_in_picker: row.is_in_picker,
        }
    }
}
