//! Posts in other languages, by a provider that the host chose.
//!
//! Always true here: only posts that anybody may read are given to a provider, and each version is given once a
//! language.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::{Audience, PostId, sanitize};
use serde::{Deserialize, Serialize};

use crate::member::{Fresh, MemberSettings};
use crate::{Error, PostView, Result, Social, Viewer};

/// What a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// HTML, whose tags stay.
    Html,
    /// Nothing but characters.
    Plain,
}

/// Texts to be said in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The texts.
    pub texts: Vec<String>,
    /// What they are made of.
    pub format: Format,
    /// Their language, if it is known.
    pub source: Option<String>,
    /// The language that is wanted.
    pub target: String,
}

/// Texts in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// As many as were asked for, in their order.
    pub texts: Vec<String>,
    /// The language they were in.
    pub source: String,
}

/// From each language, those it can be said in.
pub type Languages = BTreeMap<String, Vec<String>>;

/// Who translates. Both methods say [`Error::Unreachable`] when it cannot be done now.
pub trait Translator: Send + Sync {
    /// Its name, as people see it.
    fn name(&self) -> &'static str;
    /// What it can do.
    fn languages(&self) -> BoxFuture<'_, Result<Languages>>;
    /// Does it.
    fn translate<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Translated>>;
}

/// A post in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The text. Safe HTML.
    pub html: String,
    /// The content warning.
    pub warning: String,
    /// The words for its files, in their order; empty where there are none.
    pub alts: Vec<String>,
    /// The language it was in.
    pub source: String,
    /// The language it is in.
    pub language: String,
    /// Who translated.
    pub provider: String,
}

/// How long what a provider can do is believed.
const LANGUAGES_KEEP: Duration = Duration::from_hours(1);

/// Who translates, and what they can do.
pub(crate) struct TranslationMemory {
    translator: std::sync::OnceLock<Arc<dyn Translator>>,
    languages: Fresh<(), Arc<Languages>>,
}

impl Default for TranslationMemory {
    fn default() -> Self {
        Self {
            translator: std::sync::OnceLock::new(),
            languages: Fresh::new(1, LANGUAGES_KEEP),
        }
    }
}

impl Social {
    /// Has posts translated from now on; a second call changes nothing.
    pub fn connect_translator(&self, translator: Arc<dyn Translator>) {
        let _ = self.memory().translation.translator.set(translator);
    }

    /// Whether posts can be translated.
    pub fn has_translator(&self) -> bool {
        self.memory().translation.translator.get().is_some()
    }

    /// From which language posts can be translated to which; empty without a provider.
    pub async fn translation_languages(&self) -> Result<Arc<Languages>> {
        let memory = &self.memory().translation;
        let Some(translator) = memory.translator.get() else {
            return Ok(Arc::default());
        };
        let now = self.now();
        if let Some(known) = memory.languages.get(&(), now) {
            return Ok(known);
        }
        let asked = memory.languages.ask();
        let languages = Arc::new(translator.languages().await?);
        memory.languages.put((), Arc::clone(&languages), now, asked);
        Ok(languages)
    }

    /// A post that anybody may read, in another language; without one, in that of the viewer's pages.
    pub async fn translate_post(
        &self,
        viewer: Viewer,
        id: PostId,
        language: Option<&str>,
    ) -> Result<(PostView, Translation)> {
        let post = self.post(viewer, id).await?.content().clone();
        let memory = &self.memory().translation;
        let translator = memory
            .translator
            .get()
            .ok_or(Error::NotFound("A translation"))?;
        if !matches!(post.audience, Audience::Public | Audience::Quiet) {
            return Err(Error::Forbidden("Only public posts can be translated."));
        }
        let target = self.target_language(viewer, language).await?;
        self.check_languages(post.language.as_deref(), &target)
            .await?;
        let version = post.edited_at.unwrap_or(post.created_at).micros();
        let (key, asked) = (post.id.get(), target.clone());
        let known = self
            .store()
            .read(move |conn| store::translation::find(conn, key, version, &asked))
            .await?;
        if let Some(known) = known.and_then(|json| serde_json::from_str(&json).ok()) {
            return Ok((post, known));
        }
        let made = ask(translator.as_ref(), &post, &target).await?;
        let json = serde_json::to_string(&made).map_err(Error::internal)?;
        let kept = self
            .store()
            .write(move |tx| store::translation::put(tx, key, version, &target, &json));
        kept.await?;
        Ok((post, made))
    }

    async fn target_language(&self, viewer: Viewer, said: Option<&str>) -> Result<String> {
        let locale = match (said, viewer) {
            (Some(said), _) => Some(said.to_owned()),
            (None, Viewer::Member(id)) => {
                let found = self
                    .store()
                    .read(move |conn| store::member::find(conn, id.get()));
                let chosen = found
                    .await?
                    .map(|row| MemberSettings::from_json(&row.settings));
                chosen.and_then(|settings| settings.locale)
            }
            (None, Viewer::Anyone | Viewer::Remote(_)) => None,
        };
        let tag = locale.as_deref().and_then(model::language::parse);
        let fallback = || "en".to_owned();
        Ok(tag.map_or_else(fallback, |tag| primary(&tag)))
    }

    async fn check_languages(&self, source: Option<&str>, target: &str) -> Result<()> {
        let languages = self.translation_languages().await?;
        let can = |targets: &Vec<String>| targets.iter().any(|known| known == target);
        let allowed = match source.map(primary) {
            Some(source) => source != target && languages.get(&source).is_some_and(can),
            None => languages.values().any(can),
        };
        if allowed {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "This post cannot be translated into that language.",
            ))
        }
    }
}

/// `pt` of `pt-BR`: providers know no more.
fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_ascii_lowercase()
}

async fn ask(translator: &dyn Translator, post: &PostView, target: &str) -> Result<Translation> {
    let source = post.language.as_deref().map(primary);
    let html = Question {
        texts: vec![post.html.clone()],
        format: Format::Html,
        source: source.clone(),
        target: target.to_owned(),
    };
    let main = checked(translator.translate(&html).await?, 1)?;
    let alts = post
        .media
        .iter()
        .map(|media| media.alt.clone().unwrap_or_default());
    let plain: Vec<String> = std::iter::once(post.warning.clone()).chain(alts).collect();
    let plain = if plain.iter().all(String::is_empty) {
        plain
    } else {
        let count = plain.len();
        let question = Question {
            texts: plain,
            format: Format::Plain,
            source: source.or_else(|| Some(main.source.clone())),
            target: target.to_owned(),
        };
        checked(translator.translate(&question).await?, count)?.texts
    };
    let mut plain = plain
        .iter()
        .map(|text| sanitize::lines(text, MAX_PLAIN_CHARS));
    Ok(Translation {
        html: sanitize::html(main.texts.first().map_or("", String::as_str)),
        warning: plain.next().unwrap_or_default(),
        alts: plain.collect(),
        source: main.source,
        language: target.to_owned(),
        provider: translator.name().to_owned(),
    })
}

/// The most characters that are believed of a plain text.
const MAX_PLAIN_CHARS: usize = 10_000;

/// As many texts as were asked for, or the provider cannot be relied on.
fn checked(translated: Translated, count: usize) -> Result<Translated> {
    if translated.texts.len() == count {
        Ok(translated)
    } else {
        Err(Error::Unreachable("The translator".to_owned()))
    }
}
