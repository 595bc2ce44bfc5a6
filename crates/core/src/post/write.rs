//! What creating and editing have in common: from a typed text to what is stored.

use std::borrow::Cow;
use std::collections::HashMap;

use futures_util::StreamExt as _;
use model::text::{self, Links};
use model::{AccountId, Acct, ContentType, language, markdown};

use crate::network::Found;
use crate::{AccountView, Caller, Error, Result, Social};

/// How many unknown people of a text are looked for at the same time.
const LOOKUPS_AT_ONCE: usize = 4;

/// Whether a post has anything beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// Its text is all there is.
    Nothing,
    /// Files, for instance: the text may be empty.
    Something,
}

/// A text, checked and rendered.
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) tags: Vec<String>,
    pub(crate) mentions: Vec<AccountId>,
}

impl Social {
    /// Checks a typed text and its warning against the limits.
    pub(crate) fn check_text(&self, typed: &str, warning: &str, more: More) -> Result<()> {
        if typed.trim().is_empty() && more == More::Nothing {
            return Err(Error::invalid("text", "blank", "can't be blank"));
        }
        if typed.contains('\0') || warning.contains('\0') {
            return Err(Error::invalid(
                "text",
                "invalid",
                "contains a character that cannot be stored",
            ));
        }
        let most = self.limits().post_chars;
        let length = text::length(typed) + warning.chars().count();
        if length > most {
            return Err(Error::invalid(
                "text",
                "too_long",
                format!("is too long: {length} of at most {most} characters"),
            ));
        }
        if warning.chars().count() > model::post::MAX_WARNING_CHARS {
            return Err(Error::invalid("warning", "too_long", "is too long"));
        }
        Ok(())
    }

    /// Renders a typed text. People who are not known yet are looked for on the networks; who cannot be found stays
    /// plain text.
    pub(crate) async fn render(
        &self,
        caller: &Caller,
        typed: &str,
        content_type: ContentType,
    ) -> Result<Rendered> {
        let spoken = match content_type {
            ContentType::Plain => Cow::Borrowed(typed),
            ContentType::Markdown => Cow::Owned(markdown::spoken(typed)),
        };
        let named = text::mentions(&spoken);
        let most = self.limits().mentions;
        if named.len() > most {
            return Err(Error::invalid(
                "text",
                "too_many",
                format!("names more than {most} people"),
            ));
        }
        let found: Vec<(Acct, Option<AccountView>)> = futures_util::stream::iter(named)
            .map(|acct| async move {
                let account = self.look_up(&acct).await;
                (acct, account)
            })
            .buffered(LOOKUPS_AT_ONCE)
            .collect()
            .await;
        let people: HashMap<Acct, AccountView> = found
            .iter()
            .filter_map(|(acct, account)| Some((acct.clone(), account.clone()?)))
            .collect();
        let mut mentions: Vec<AccountId> = Vec::new();
        for (_, account) in &found {
            if let Some(account) = account
                && account.id != caller.account_id
                && !mentions.contains(&account.id)
            {
                mentions.push(account.id);
            }
        }
        let here = Here {
            social: self,
            people: &people,
        };
        let html = match content_type {
            ContentType::Plain => text::to_html(typed, &here),
            ContentType::Markdown => markdown::to_html(typed, &here),
        };
        let tags = text::tags(&spoken)
            .into_iter()
            .take(model::post::MAX_TAGS)
            .collect();
        let tags = self.usable_tags(tags).await?;
        Ok(Rendered {
            html,
            tags,
            mentions,
        })
    }

    async fn look_up(&self, acct: &Acct) -> Option<AccountView> {
        let known = self.find_account_id(acct).await.ok().flatten();
        let id = match known {
            Some(id) => id,
            None if acct.domain.is_none() => return None,
            None => match self.resolve(&format!("@{acct}")).await {
                Ok(Some(Found::Account(id))) => id,
                Ok(_) => return None,
                Err(error) => {
                    tracing::debug!(%acct, %error, "somebody named in a post could not be found");
                    return None;
                }
            },
        };
        self.account_views(&[id]).await.ok()?.into_iter().next()
    }
}

/// A language tag, if it is one; otherwise what the caller said is an error, and silence is nothing.
pub(crate) fn check_language(tag: Option<&str>) -> Result<Option<String>> {
    match tag.map(str::trim) {
        None | Some("") => Ok(None),
        Some(tag) => match language::parse(tag) {
            Some(tag) => Ok(Some(tag)),
            None => Err(Error::invalid(
                "language",
                "invalid",
                "is not a language code such as en or pt-BR",
            )),
        },
    }
}

/// Where mentions and tags of local posts lead.
struct Here<'a> {
    social: &'a Social,
    people: &'a HashMap<Acct, AccountView>,
}

impl Links for Here<'_> {
    fn mention(&self, acct: &Acct) -> Option<(String, String)> {
        let account = self.people.get(acct)?;
        Some((account.page_url.clone(), account.username.clone()))
    }

    fn tag(&self, folded: &str) -> String {
        let mut url = self.social.base_url().clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(["tags", folded]);
        }
        url.into()
    }
}
