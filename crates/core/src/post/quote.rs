//! Quoting: showing somebody's post inside one's own, as far as they agree.

use model::{AccountId, Audience, InteractionPolicy, Permission, PostId, QuoteConsent};
use store::post::PostRow;

use super::show::{Muted, facts};
use crate::journal::{Change, Record};
use crate::network::Quoting;
use crate::{Caller, Error, Page, PostView, Result, Slice, Social, Viewer};

/// The most posts that networks are told somebody has taken theirs out of.
const MAX_TAKEN_OUT: i64 = 50;

/// Whether a viewer may quote a post: what is not for everyone only its author, what names its readers nobody, and
/// otherwise whom the author lets.
pub(crate) fn may_quote(row: &PostRow, viewer: Viewer) -> bool {
    let facts = facts(row, viewer);
    let audience = Audience::from_code(row.audience);
    if viewer.account_id().is_none() || row.boost_of_id.is_some() || !facts.may_see() {
        return false;
    }
    if facts.is_author {
        return !matches!(audience, Audience::Mentioned | Audience::Circle);
    }
    let policy: InteractionPolicy = serde_json::from_str(&row.policy).unwrap_or_default();
    (audience.is_open() || audience == Audience::Local)
        && match policy.quote {
            Permission::Anyone => true,
            Permission::Followers => facts.is_follower || facts.is_named,
            Permission::Named => facts.is_named,
            Permission::Nobody => false,
        }
}

/// How the link begins that stands in the text of a post of another server for what it quotes, where a post is shown by
/// those who cannot show quotes: at the end, `<p><span class="quote-inline">RE: …</span></p>`.
pub const QUOTE_LINK: &str = "<span class=\"quote-inline\">";

/// A text without the link to what is shown below it as a quote.
pub(crate) fn without_quote_link(html: &str) -> String {
    let cut = html.rsplit_once(QUOTE_LINK);
    let is_last = |(_, link): &(&str, &str)| link.ends_with("</span></p>") && !link.contains("<p>");
    let Some((before, _)) = cut.filter(is_last) else {
        return html.to_owned();
    };
    let before = before.trim_end_matches("<br>");
    before
        .strip_suffix("<p>")
        .map_or_else(|| format!("{before}</p>"), str::to_owned)
}

/// Notes for networks that something else is to be said of the quote in a post, if it was written here.
pub(crate) fn changed_here(tx: &mut store::Tx, quoting: i64, now: i64) -> store::Result<()> {
    let Some(post) = store::post::summary(tx, quoting)? else {
        return Ok(());
    };
    if store::member::find(tx, post.account_id)?.is_some() {
        Record::local(now, post.account_id, Change::QuoteAnswered, quoting).append(tx)?;
    }
    Ok(())
}

/// A post about to be quoted, and what its author has said to that.
#[derive(Debug, Clone)]
pub(crate) struct Quoted {
    pub(crate) post: PostView,
    pub(crate) consent: QuoteConsent,
}

impl Social {
    /// The post somebody wants to quote, if they may. Of one that may not be quoted, not even whether it is there.
    pub(crate) async fn quoted(&self, caller: &Caller, id: PostId) -> Result<Quoted> {
        let post = self.post(caller.viewer(), id).await?.content().clone();
        if !post.mine.may_quote {
            return Err(Error::NotFound("The post you are trying to quote"));
        }
        // What its author elsewhere thinks is not known until they are asked, where people are.
        let consent = if post.is_local || self.quotes_freely(post.account.id).await? {
            QuoteConsent::Accepted
        } else {
            QuoteConsent::Asked
        };
        Ok(Quoted { post, consent })
    }

    /// Whether somebody elsewhere is on a network where what may be quoted is quoted, and nobody is asked.
    async fn quotes_freely(&self, author: AccountId) -> Result<bool> {
        for network in self.networks() {
            let is_free = network.quoting() == Quoting::ByRule;
            if is_free && self.identity_of(network.id(), author).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The accepted quotes of a post that the caller may see, newest first.
    pub async fn quotes(&self, caller: &Caller, id: PostId, page: Page) -> Result<Slice<PostView>> {
        let post = self.post(caller.viewer(), id).await?.content().id.get();
        self.show_feed(caller.viewer(), page, Muted::Hidden, move |conn, window| {
            store::quote::list(conn, post, window)
        })
        .await
    }

    /// Takes one's own post out of a post that quotes it, and gives the post that quoted it.
    pub async fn revoke_quote(
        &self,
        caller: &Caller,
        quoted: PostId,
        quoting: PostId,
    ) -> Result<PostView> {
        self.own_post(caller, quoted).await?;
        let (now, account) = (self.now().micros(), caller.account_id.get());
        let was_quoted = self
            .store()
            .write(move |tx| {
                let revoked = store::quote::revoke(tx, quoted.get(), quoting.get())?;
                if revoked {
                    Record::local(now, account, Change::QuoteRevoked, quoting.get()).append(tx)?;
                    store::quote::unauthorize(tx, quoting.get())?;
                    changed_here(tx, quoting.get(), now)?;
                }
                Ok(revoked
                    || store::quote::of(tx, quoting.get())?
                        .is_some_and(|(post, _)| post == quoted.get()))
            })
            .await?;
        if !was_quoted {
            return Err(Error::NotFound("This quote"));
        }
        self.journal_grew();
        self.post(caller.viewer(), quoting).await
    }

    /// What a post quotes, whatever its author says to that: for networks to tell, not to be shown.
    pub async fn quoted_in(&self, quoting: PostId) -> Result<Option<PostId>> {
        let found = self
            .store()
            .read(move |conn| store::quote::of(conn, quoting.get()))
            .await?;
        Ok(found.map(|(quoted, _)| PostId::from(quoted)))
    }

    /// What a post quotes, what its author says to that, and where others can look that up, if its home wrote it down: for
    /// networks to tell.
    pub async fn quote_of(
        &self,
        quoting: PostId,
    ) -> Result<Option<(PostId, QuoteConsent, Option<String>)>> {
        let found = self.store().read(move |conn| {
            let Some((quoted, state)) = store::quote::of(conn, quoting.get())? else {
                return Ok(None);
            };
            let written = store::quote::authorization(conn, quoting.get())?;
            Ok(Some((
                quoted.into(),
                QuoteConsent::from_code(state),
                written,
            )))
        });
        Ok(found.await?)
    }

    /// What a network calls a post that quotes this one, and what became of the quote. `None` when it does not quote it.
    pub async fn quoting_post(
        &self,
        quoted: PostId,
        quoting: PostId,
    ) -> Result<Option<(String, QuoteConsent)>> {
        let found = self.store().read(move |conn| {
            let known = store::quote::of(conn, quoting.get())?;
            let Some((_, state)) = known.filter(|(known, _)| *known == quoted.get()) else {
                return Ok(None);
            };
            let uri = store::post::uri_of(conn, quoting.get())?;
            Ok(uri.map(|uri| (uri, QuoteConsent::from_code(state))))
        });
        Ok(found.await?)
    }

    /// Posts that its author has taken a post out of, and what their networks call them: for networks to tell.
    pub async fn taken_out(&self, quoted: PostId) -> Result<Vec<(PostId, String)>> {
        let found = self.store().read(move |conn| {
            let quoting = store::quote::revoked(conn, quoted.get(), MAX_TAKEN_OUT)?;
            let mut named = Vec::new();
            for post in quoting {
                if let Some(uri) = store::post::uri_of(conn, post)? {
                    named.push((PostId::from(post), uri));
                }
            }
            Ok(named)
        });
        Ok(found.await?)
    }

    /// Changes who may answer, quote and boost one's own post.
    pub async fn set_interaction_policy(
        &self,
        caller: &Caller,
        id: PostId,
        change: impl FnOnce(&mut InteractionPolicy) + Send,
    ) -> Result<PostView> {
        let post = self.own_post(caller, id).await?;
        if post.boost_of.is_some() {
            return Err(Error::Forbidden("A boost has no rules of its own."));
        }
        let mut policy = post.policy;
        change(&mut policy);
        let json = serde_json::to_string(&policy).unwrap_or_default();
        let (now, account) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| {
                store::quote::set_policy(tx, id.get(), &json)?;
                Record::local(now, account, Change::PolicyChanged, id.get()).append(tx)
            })
            .await?;
        self.journal_grew();
        self.post(caller.viewer(), id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_what_is_quoted_goes_only_from_the_end() {
        let link = "<a href=\"https://far.example/1\">far.example/1</a></span></p>";
        for (html, shown) in [
            (
                format!("<p>Look</p><p>{QUOTE_LINK}RE: {link}"),
                "<p>Look</p>",
            ),
            (
                format!("<p>Look<br><br>{QUOTE_LINK}RE: {link}"),
                "<p>Look</p>",
            ),
            (format!("<p>{QUOTE_LINK}RE: {link}"), ""),
        ] {
            assert_eq!(without_quote_link(&html), shown);
        }
        for html in [
            format!("<p>Look</p><p>{QUOTE_LINK}RE: {link}<p>More</p>"),
            format!("<p>{QUOTE_LINK}</span></p><p>More</p><p><span>x</span></p>"),
            "<p>Look</p>".to_owned(),
            String::new(),
        ] {
            assert_eq!(without_quote_link(&html), html);
        }
    }
}
