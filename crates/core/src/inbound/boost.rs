//! Boosts of others.

use model::audience::Booster;
use model::{AccountId, Audience, PostId, Time};

use super::deletion::remove;
use crate::journal::{Change, Record};
use crate::post::boost_row;
use crate::{Error, NetworkId, Result, Social, Viewer};

impl Social {
    /// Somebody boosts a post, if they may see it and it may be boosted. Gives the boost.
    pub async fn receive_boost(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
        uri: &str,
        audience: Audience,
        created_at: Time,
    ) -> Result<PostId> {
        let original = self
            .post(Viewer::Remote(from), post)
            .await?
            .content()
            .clone();
        let who = if original.account.id == from {
            Booster::Author
        } else {
            Booster::Other
        };
        if !original.audience.may_be_boosted_by(who) || original.audience == Audience::Local {
            return Err(Error::Forbidden(
                "This post was not written for everyone, so it cannot be boosted.",
            ));
        }
        let id = PostId::from(self.new_id());
        let audience = audience.narrower(original.audience);
        let now = self.now();
        let written = created_at.min(now).micros();
        let new = boost_row(
            id,
            from.get(),
            network.0,
            uri.to_owned(),
            &original,
            audience,
            written,
        );
        let made = self
            .store()
            .write(move |tx| {
                let original = new.row.boost_of_id.unwrap_or_default();
                if let Some(earlier) = store::post::find_boost(tx, from.get(), original)? {
                    return Ok(Some(earlier));
                }
                if store::tombstone::is_buried_for(tx, &new.row.uri, from.get())?
                    || store::post::find(tx, &new.row.uri)?.is_some()
                {
                    return Ok(None);
                }
                store::post::insert(tx, &new)?;
                store::post::count(tx, original, store::post::Counter::Boosts, 1)?;
                store::account::count_post(tx, from.get(), 1, Some(new.row.created_at))?;
                Record::from_network(
                    network.0,
                    now.micros(),
                    from.get(),
                    Change::BoostCreated,
                    new.row.id,
                )
                .append(tx)?;
                Ok(Some(new.row.id))
            })
            .await?;
        self.journal_grew();
        made.map(PostId::from).ok_or(Error::Gone("This boost"))
    }

    /// Somebody takes a boost back, named by its own uri or by what it boosted.
    pub async fn receive_unboost(
        &self,
        network: NetworkId,
        from: AccountId,
        uri: &str,
        original: Option<PostId>,
    ) -> Result<()> {
        let (uri, from, now) = (uri.to_owned(), from.get(), self.now().micros());
        self.store()
            .write(move |tx| {
                let by_uri = store::post::find(tx, &uri)?
                    .filter(|(_, author)| *author == from)
                    .map(|(id, _)| id);
                let found = match (by_uri, original) {
                    (Some(id), _) => Some(id),
                    (None, Some(original)) => store::post::find_boost(tx, from, original.get())?,
                    (None, None) => None,
                };
                let Some(id) = found else { return Ok(()) };
                // Undo takes back a boost, never a post.
                if store::post::summary(tx, id)?.is_none_or(|summary| summary.boost_of_id.is_none())
                {
                    return Ok(());
                }
                let uri = store::post::uri_of(tx, id)?.unwrap_or(uri.clone());
                remove(tx, network.0, id, from, &uri, now)
            })
            .await?;
        self.journal_grew();
        Ok(())
    }
}
