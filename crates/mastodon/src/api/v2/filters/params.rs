//! What is said of a filter.

use std::time::Duration;

use edge::forms::non_blank;
use model::Id;
use serde::{Deserialize, Deserializer};
use social::filter::{Action, FilterDraft, KeywordDraft, Lasts, Place};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    title: Option<String>,
    context: Option<Vec<Context>>,
    #[serde(deserialize_with = "non_blank")]
    filter_action: Option<Word>,
    #[serde(deserialize_with = "lasts")]
    expires_in: Lasts,
    keywords_attributes: Vec<Keyword>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Keyword {
    #[serde(deserialize_with = "non_blank")]
    id: Option<Id>,
    #[serde(rename = "keyword")]
    text: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    whole_word: Option<bool>,
    #[serde(rename = "_destroy", deserialize_with = "non_blank")]
    destroy: Option<bool>,
}

/// Where a filter works, in Mastodon's words.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::api) enum Context {
    Home,
    Notifications,
    Public,
    Thread,
    Account,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Warn,
    Hide,
    Blur,
}

/// Seconds from now; said but empty means for ever.
pub(in crate::api) fn lasts<'de, D: Deserializer<'de>>(from: D) -> Result<Lasts, D::Error> {
    let seconds: Option<u32> = non_blank(from)?;
    Ok(seconds.map_or(Lasts::Always, |seconds| {
        Lasts::For(Duration::from_secs(seconds.into()))
    }))
}

impl From<Context> for Place {
    fn from(context: Context) -> Self {
        match context {
            Context::Home => Self::Home,
            Context::Notifications => Self::Notifications,
            Context::Public => Self::Public,
            Context::Thread => Self::Thread,
            Context::Account => Self::Account,
        }
    }
}

impl From<Keyword> for KeywordDraft {
    fn from(keyword: Keyword) -> Self {
        Self {
            id: keyword.id,
            keyword: keyword.text,
            is_whole_word: keyword.whole_word,
            is_removed: keyword.destroy.unwrap_or(false),
        }
    }
}

impl From<Draft> for FilterDraft {
    fn from(draft: Draft) -> Self {
        let keywords = draft.keywords_attributes.into_iter();
        Self {
            title: draft.title,
            action: draft.filter_action.map(|word| match word {
                Word::Warn => Action::Warn,
                Word::Hide => Action::Hide,
                Word::Blur => Action::Blur,
            }),
            places: draft
                .context
                .map(|words| words.into_iter().map(Place::from).collect()),
            lasts: draft.expires_in,
            keywords: keywords.map(KeywordDraft::from).collect(),
        }
    }
}
