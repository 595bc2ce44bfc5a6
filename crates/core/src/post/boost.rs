//! Boosting: showing somebody's post to those who follow you.

use model::audience::Booster;
use model::{Audience, Permission, PostId, PostKind};
use store::post::{Counter, NewPost, PostRow};

use crate::journal::{Change, LOCAL, Record, unboosted_payload};
use crate::{Caller, Error, PostView, Result, Social};

impl Social {
    /// Boosts a post and gives the boost; boosting twice gives the first one again.
    pub async fn boost(
        &self,
        caller: &Caller,
        id: PostId,
        audience: Option<Audience>,
    ) -> Result<PostView> {
        let original = self.post(caller.viewer(), id).await?.content().clone();
        check_may_boost(&original)?;
        let audience = audience
            .unwrap_or(Audience::Public)
            .narrower(original.audience);
        let boost = PostId::from(self.new_id());
        let now = self.now().micros();
        let account = caller.account_id.get();
        let new = boost_row(
            boost,
            account,
            LOCAL,
            self.post_uri(boost),
            &original,
            audience,
            now,
        );
        let made = self
            .store()
            .write(move |tx| {
                let original = new.row.boost_of_id.unwrap_or_default();
                if let Some(earlier) = store::post::find_boost(tx, account, original)? {
                    return Ok(earlier);
                }
                store::post::insert(tx, &new)?;
                store::post::count(tx, original, Counter::Boosts, 1)?;
                store::account::count_post(tx, account, 1, Some(now))?;
                Record::local(now, account, Change::BoostCreated, new.row.id).append(tx)?;
                Ok(new.row.id)
            })
            .await?;
        self.journal_grew();
        self.post(caller.viewer(), made.into()).await
    }

    /// Takes a boost back and gives the original.
    pub async fn unboost(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let original = self.post(caller.viewer(), id).await?.content().clone();
        self.remove_boost(caller.account_id.get(), &original)
            .await?;
        self.post(caller.viewer(), original.id).await
    }

    async fn remove_boost(&self, account: i64, original: &PostView) -> Result<()> {
        let now = self.now().micros();
        let original = original.clone();
        self.store()
            .write(move |tx| {
                let Some(boost) = store::post::find_boost(tx, account, original.id.get())? else {
                    return Ok(());
                };
                let uri = store::post::uri_of(tx, boost)?.unwrap_or_default();
                store::post::delete(tx, boost, now)?;
                store::post::count(tx, original.id.get(), Counter::Boosts, -1)?;
                store::account::count_post(tx, account, -1, None)?;
                Record::local(now, account, Change::BoostDeleted, boost)
                    .with(unboosted_payload(&uri, &original))
                    .append(tx)
            })
            .await?;
        self.journal_grew();
        Ok(())
    }
}

fn check_may_boost(original: &PostView) -> Result<()> {
    let who = if original.mine.wrote {
        Booster::Author
    } else {
        Booster::Other
    };
    if !original.audience.may_be_boosted_by(who) {
        return Err(Error::Forbidden(
            "This post was not written for everyone, so it cannot be boosted.",
        ));
    }
    if original.mine.is_not_let_in {
        return Err(Error::Forbidden(
            "This answer was not let in, so it cannot be boosted.",
        ));
    }
    if original.policy.boost != Permission::Anyone && who == Booster::Other {
        return Err(Error::Forbidden(
            "The author has chosen that this post is not boosted.",
        ));
    }
    Ok(())
}

/// The row of a boost, local or remote.
pub(crate) fn boost_row(
    id: PostId,
    account: i64,
    origin: &str,
    uri: String,
    original: &PostView,
    audience: Audience,
    created_at: i64,
) -> NewPost {
    NewPost {
        row: PostRow {
            id: id.get(),
            account_id: account,
            origin: origin.to_owned(),
            uri,
            kind: PostKind::Note.as_str().to_owned(),
            audience: audience.code(),
            policy: "{}".to_owned(),
            tags: "[]".to_owned(),
            media: "[]".to_owned(),
            emojis: "[]".to_owned(),
            boost_of_id: Some(original.id.get()),
            thread_id: original.id.get(),
            created_at,
            ..PostRow::default()
        },
        ..NewPost::default()
    }
}
