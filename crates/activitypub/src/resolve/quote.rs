//! What posts of others quote: fetched later, and shown only when the author of the quoted post agrees (FEP-044f).

use ap_proto::Refusal;
use ap_proto::object::{Authorization, Interaction, Note};
use ap_proto::origin::{check_same_origin, same_origin};
use model::{AccountId, PostId, QuoteConsent};
use social::Viewer;
use social::inbound::RemoteQuote;

use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, Chore, ID};

impl ActivityPub {
    /// What a post of another server quotes, by the name that it has here, if it is known. Of a post of ours, the rules of
    /// its author decide; of another one, its author is still to be heard; oneself, everybody may quote.
    pub(crate) async fn remote_quote(
        &self,
        note: &Note,
        author: AccountId,
    ) -> Result<Option<RemoteQuote>> {
        let Some(uri) = self.quoted_uri(note) else {
            return Ok(None);
        };
        let by_rule = RemoteQuote {
            uri: uri.clone(),
            consent: None,
        };
        if self.urls.parse(&uri).is_some() {
            return Ok(Some(by_rule));
        }
        let quoted = match self.social.find_post_by_uri(&uri).await? {
            Some(quoted) => self.social.post(Viewer::Remote(author), quoted).await.ok(),
            None => None,
        };
        let is_own = quoted.is_some_and(|quoted| quoted.account.id == author);
        Ok(Some(if is_own {
            by_rule
        } else {
            RemoteQuote {
                uri,
                consent: Some(QuoteConsent::Asked),
            }
        }))
    }

    /// What a post quotes; one of ours by its id, whichever of its addresses is named.
    pub(crate) fn quoted_uri(&self, note: &Note) -> Option<String> {
        let named = note.quotes.first()?;
        Some(match self.urls.parse(named) {
            Some(Here::Post(id) | Here::PostPage(id)) => self.urls.post(id),
            _ => named.clone(),
        })
    }

    /// Wishes that what a post quotes be fetched, and the consent to it be looked up.
    pub(crate) fn wish_quote(&self, note: &Note) {
        if let Some(quoted) = self.quoted_uri(note) {
            self.wish(Chore::CheckQuote {
                by: note.id.clone(),
                quoted,
                authorization: note.quote_authorization.clone(),
            });
        }
    }

    /// Finds what a post quotes and, where it names an authorization, looks whether that says so.
    pub(crate) async fn check_quote(
        &self,
        by: &str,
        quoted: &str,
        authorization: Option<&str>,
    ) -> Result<()> {
        let Some(quoting) = self.social.find_post_by_uri(by).await? else {
            return Ok(());
        };
        let quoted = self.quoted_post(quoted).await?;
        let Some(author) = self.social.find_author_by_uri(by).await? else {
            return Ok(());
        };
        // As the one who quotes sees it: what they cannot see they cannot show.
        let seen = self.social.post(Viewer::Remote(author), quoted).await?;
        if self.social.quote_of(quoting).await?.is_none() {
            let consent = if seen.account.id == author {
                QuoteConsent::Accepted
            } else {
                QuoteConsent::Asked
            };
            self.social
                .receive_quote(ID, quoting, quoted, consent)
                .await?;
        }
        let Some(authorization) = authorization.filter(|_| !seen.is_local) else {
            return Ok(());
        };
        let uri = &seen.account.uri;
        let word = self.fetch_authorization(authorization, uri).await?;
        if word.interacting_object == by && word.interaction_target == seen.uri {
            self.social
                .receive_quote_authorization(ID, quoting, quoted, &word.id)
                .await?;
        }
        Ok(())
    }

    /// A quoted post, fetched if it is not known. What that quotes is not looked at: it is shown by its id.
    async fn quoted_post(&self, uri: &str) -> Result<PostId> {
        if let Some(known) = self.social.find_post_by_uri(uri).await? {
            return Ok(known);
        }
        if self.social.is_tombstone(uri).await? {
            return Err(social::Error::Gone("That post").into());
        }
        let note = self.fetch_note(uri).await?;
        self.learn_post(&note).await
    }

    /// The word of an author, from their own origin.
    async fn fetch_authorization(&self, url: &str, author: &str) -> Result<Authorization> {
        check_same_origin(author, url, "quoteAuthorization")?;
        let word = Authorization::parse(Interaction::Quote, &self.fetch(url).await?)?;
        let is_theirs = word.attributed_to == author && same_origin(&word.id, author);
        if is_theirs {
            Ok(word)
        } else {
            Err(Error::from(Refusal::ForeignOrigin {
                field: "attributedTo",
            }))
        }
    }
}
