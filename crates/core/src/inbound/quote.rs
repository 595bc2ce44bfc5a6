//! Quotes by others.

use model::{AccountId, PostId, QuoteConsent};
use store::Tx;
use store::post::Counter;

use super::RemoteQuote;
use crate::journal::{Change, Record};
use crate::post::may_quote;
use crate::{Error, NetworkId, Result, Social, Viewer};

/// Of one post, no more quotes that were taken back are looked at.
const MAX_REVOKED: i64 = 1_000;

impl Social {
    /// Takes over what becomes of a quote in a post of another server: what its author elsewhere says to it, or the rules
    /// that they set. Both posts are known, and the network has checked that the author of the quoted post says so.
    pub async fn receive_quote(
        &self,
        network: NetworkId,
        quoting: PostId,
        quoted: PostId,
        consent: QuoteConsent,
    ) -> Result<()> {
        let now = self.now().micros();
        let (quoting, quote) = (quoting.get(), (quoted.get(), consent.code()));
        let grew = self
            .store()
            .write(move |tx| {
                let known = store::quote::of(tx, quoting)?;
                let quoted = store::post::summary(tx, quote.0)?;
                let is_there = store::post::summary(tx, quoting)?.is_some();
                let Some(quoted) = quoted.filter(|_| is_there && known != Some(quote)) else {
                    return Ok(false);
                };
                store::quote::set(tx, quoting, Some(quote))?;
                let change = match consent {
                    QuoteConsent::Revoked => Change::QuoteRevoked,
                    _ => Change::QuoteAnswered,
                };
                Record::from_network(network.0, now, quoted.account_id, change, quoting)
                    .append(tx)?;
                Ok(true)
            })
            .await?;
        if grew {
            self.journal_grew();
        }
        Ok(())
    }

    /// Takes over in which posts its author does not want a post of theirs to be shown: in these it is no longer, in those
    /// that they do not name any more it is again. Posts that quote something else stay as they are.
    pub async fn receive_detached(
        &self,
        network: NetworkId,
        author: AccountId,
        quoted: PostId,
        detached: &[PostId],
    ) -> Result<()> {
        let now = self.now().micros();
        let detached: Vec<i64> = detached.iter().map(|post| post.get()).collect();
        let (author, quoted) = (author.get(), quoted.get());
        let is_theirs = self
            .store()
            .write(move |tx| {
                let owner = store::post::summary(tx, quoted)?.map(|post| post.account_id);
                if owner != Some(author) {
                    return Ok(false);
                }
                let told =
                    |change, post| Record::from_network(network.0, now, author, change, post);
                for quoting in &detached {
                    if store::quote::revoke(tx, quoted, *quoting)? {
                        told(Change::QuoteRevoked, *quoting).append(tx)?;
                    }
                }
                for quoting in store::quote::revoked(tx, quoted, MAX_REVOKED)? {
                    if !detached.contains(&quoting) {
                        let accepted = QuoteConsent::Accepted.code();
                        store::quote::set(tx, quoting, Some((quoted, accepted)))?;
                        told(Change::QuoteAnswered, quoting).append(tx)?;
                    }
                }
                Ok(true)
            })
            .await?;
        self.journal_grew();
        if is_theirs {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "Only its author can take a post out of others.",
            ))
        }
    }
}

/// The post that is quoted and the number of what becomes of the quote, if the post is known here. A post that its author
/// cannot see is none.
pub(super) fn find_quoted(
    tx: &mut Tx,
    quote: &RemoteQuote,
    author: i64,
    now: i64,
) -> store::Result<Option<(i64, i64)>> {
    let Some((quoted, _)) = store::post::find(tx, &quote.uri)? else {
        return Ok(None);
    };
    let viewer = Viewer::Remote(AccountId::from(author));
    let rows = store::post::load(tx, &[quoted], author, now)?;
    let Some(row) = rows.iter().find(|row| row.id == quoted) else {
        return Ok(None);
    };
    let consent = match quote.consent {
        Some(consent) => consent,
        None if may_quote(row, viewer) => QuoteConsent::Accepted,
        None => QuoteConsent::Refused,
    };
    Ok(Some((quoted, consent.code())))
}

/// Has a post that was changed quote something else, if it does. What became of a quote that is still there stays.
pub(super) fn requote(tx: &mut Tx, quoting: i64, quote: Option<(i64, i64)>) -> store::Result<()> {
    let known = store::quote::of(tx, quoting)?.map(|(quoted, _)| quoted);
    if known == quote.map(|(quoted, _)| quoted) {
        return Ok(());
    }
    store::quote::set(tx, quoting, quote)
}

/// Counts a quote in a new post, if it was accepted.
pub(super) fn count_quote(tx: &mut Tx, quote: (i64, i64)) -> store::Result<()> {
    let (quoted, state) = quote;
    if state == QuoteConsent::Accepted.code() {
        store::post::count(tx, quoted, Counter::Quotes, 1)?;
    }
    Ok(())
}
