//! Consent to quotes: asked for by others, given or taken back by others.

use model::{AccountId, PostId, QuoteConsent};
use serde_json::json;
use store::Tx;

use crate::journal::{Change, LOCAL, Record};
use crate::post::show::facts;
use crate::post::{changed_here, may_quote};
use crate::{Error, NetworkId, Result, Social, Viewer};

/// One authorization stands for one quote; who writes more of them is not followed further than this.
const MAX_QUOTES: i64 = 20;

impl Social {
    /// Decides about a quote of a post of ours that its author, elsewhere, asked for under the id `request`, by the rules
    /// of the quoted author. The network is to answer. What they took back once stays so.
    ///
    /// [`Error::NotFound`] when the quoting post does not quote that one, or its author cannot see it: who asks does not
    /// learn whether it is there.
    pub async fn receive_quote_request(
        &self,
        author: AccountId,
        quoting: PostId,
        quoted: PostId,
        request: &str,
    ) -> Result<QuoteConsent> {
        let (request, now) = (request.to_owned(), self.now().micros());
        let (author, quoting, quoted) = (author.get(), quoting.get(), quoted.get());
        let decided = self.store().write(move |tx| {
            let post = store::post::summary(tx, quoting)?;
            let known = store::quote::of(tx, quoting)?;
            let is_theirs = post.is_some_and(|post| post.account_id == author);
            let Some((_, state)) = known.filter(|(post, _)| is_theirs && *post == quoted) else {
                return Ok(None);
            };
            let rows = store::post::load(tx, &[quoted], author, now)?;
            let viewer = Viewer::Remote(AccountId::from(author));
            let Some(row) = rows.iter().find(|row| {
                row.id == quoted && row.origin == LOCAL && facts(row, viewer).may_see()
            }) else {
                return Ok(None);
            };
            let consent = match QuoteConsent::from_code(state) {
                QuoteConsent::Revoked => QuoteConsent::Revoked,
                QuoteConsent::Accepted => QuoteConsent::Accepted,
                _ if may_quote(row, viewer) => QuoteConsent::Accepted,
                _ => QuoteConsent::Refused,
            };
            if consent.code() != state {
                store::quote::set(tx, quoting, Some((quoted, consent.code())))?;
            }
            let is_accepted = consent == QuoteConsent::Accepted;
            Record::local(now, row.account_id, Change::QuoteAnswered, quoting)
                .with(json!({ "request": request, "accepted": is_accepted }))
                .append(tx)?;
            Ok(Some(consent))
        });
        let decided = decided.await?;
        self.journal_grew();
        decided.ok_or(Error::NotFound("This quote"))
    }

    /// Takes over that the author of a post agrees to its being quoted, and where that is written. The network has checked
    /// that they say so. What they took back stays so.
    pub async fn receive_quote_authorization(
        &self,
        network: NetworkId,
        quoting: PostId,
        quoted: PostId,
        uri: &str,
    ) -> Result<()> {
        let (uri, now) = (uri.to_owned(), self.now().micros());
        let (quoting, quoted) = (quoting.get(), quoted.get());
        self.store()
            .write(move |tx| {
                let known = store::quote::of(tx, quoting)?;
                let Some((_, state)) = known.filter(|(post, _)| *post == quoted) else {
                    return Ok(());
                };
                let consent = QuoteConsent::from_code(state);
                let written = store::quote::authorization(tx, quoting)?;
                let is_known = consent == QuoteConsent::Accepted && written.as_ref() == Some(&uri);
                if consent == QuoteConsent::Revoked || is_known {
                    return Ok(());
                }
                let accepted = QuoteConsent::Accepted;
                store::quote::set(tx, quoting, Some((quoted, accepted.code())))?;
                store::quote::authorize(tx, quoting, &uri)?;
                told(tx, network, quoted, quoting, Change::QuoteAnswered, now)
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Takes over that the author of a post does not want it quoted in another one.
    pub async fn receive_quote_refused(
        &self,
        network: NetworkId,
        quoting: PostId,
        quoted: PostId,
    ) -> Result<()> {
        let now = self.now().micros();
        let (quoting, quoted) = (quoting.get(), quoted.get());
        self.store()
            .write(move |tx| {
                let known = store::quote::of(tx, quoting)?;
                let asked = (quoted, QuoteConsent::Asked.code());
                if known != Some(asked) {
                    return Ok(());
                }
                let refused = QuoteConsent::Refused.code();
                store::quote::set(tx, quoting, Some((quoted, refused)))?;
                told(tx, network, quoted, quoting, Change::QuoteAnswered, now)
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Takes over that somebody took back what they wrote at `uri`: that their post may be quoted. `false` when nothing
    /// here stands by it.
    pub async fn receive_authorization_deleted(
        &self,
        network: NetworkId,
        author: AccountId,
        uri: &str,
    ) -> Result<bool> {
        let (uri, author, now) = (uri.to_owned(), author.get(), self.now().micros());
        let was_known = self.store().write(move |tx| {
            let quotes = store::quote::authorized_by(tx, &uri, author, MAX_QUOTES)?;
            for (quoting, quoted) in &quotes {
                store::quote::unauthorize(tx, *quoting)?;
                if store::quote::revoke(tx, *quoted, *quoting)? {
                    told(tx, network, *quoted, *quoting, Change::QuoteRevoked, now)?;
                }
            }
            Ok(!quotes.is_empty())
        });
        let was_known = was_known.await?;
        self.journal_grew();
        Ok(was_known)
    }
}

/// What the author of a quoted post said, and that the quoting post, if it is of this community, is told anew.
fn told(
    tx: &mut Tx,
    network: NetworkId,
    quoted: i64,
    quoting: i64,
    change: Change,
    now: i64,
) -> store::Result<()> {
    if let Some(post) = store::post::summary(tx, quoted)? {
        Record::from_network(network.0, now, post.account_id, change, quoting).append(tx)?;
    }
    changed_here(tx, quoting, now)
}
