//! Likes, boosts, votes and reports that apps write, and what they take back.

use std::collections::HashMap;

use model::PostId;
use nostr_proto::{Event, Kind};
use social::Caller;
use social::report::{Category, NewReport};

use crate::error::Result;
use crate::map::deed::{Felt, felt};
use crate::map::draft::choices;
use crate::map::reference::subject;
use crate::map::remote::is_post;
use crate::{Nostr, kept};

impl Nostr {
    /// The post that an event is about.
    pub(crate) async fn post_about(&self, event: &Event) -> Result<Option<PostId>> {
        match subject(event) {
            Some(named) => self.post_of(&named).await,
            None => Ok(None),
        }
    }

    pub(super) async fn happen_reaction(
        &self,
        caller: &Caller,
        event: &Event,
    ) -> Result<Option<i64>> {
        let Some(post) = self.post_about(event).await? else {
            return Ok(None);
        };
        let social = &self.social;
        match felt(event) {
            Felt::Like => {
                social.like(caller, post).await?;
                Ok(social.like_id(caller, post).await?)
            }
            Felt::Emoji(emoji) => {
                social.react(caller, post, &emoji).await?;
                Ok(social.reaction_id(caller, post, &emoji).await?)
            }
            Felt::Dislike => Ok(None),
        }
    }

    pub(super) async fn happen_boost(&self, caller: &Caller, event: &Event) -> Result<Option<i64>> {
        let Some(post) = self.post_about(event).await? else {
            return Ok(None);
        };
        let boost = self.social.boost(caller, post, None).await?;
        Ok(Some(boost.id.get()))
    }

    pub(super) async fn happen_vote(&self, caller: &Caller, event: &Event) -> Result<()> {
        let Some(named) = subject(event) else {
            return Ok(());
        };
        let (poll, post) = (self.named(&named).await?, self.post_of(&named).await?);
        let (Some(poll), Some(post)) = (poll.as_ref().and_then(kept::read), post) else {
            return Ok(());
        };
        let ids = poll
            .tags_named("option")
            .filter_map(|values| values.first());
        let places: HashMap<String, usize> =
            ids.enumerate().map(|(n, id)| (id.clone(), n)).collect();
        let chosen = choices(event, &places);
        self.social.vote(caller, post, &chosen).await?;
        Ok(())
    }

    /// A report (NIP-56) is for those who look after this community.
    pub(super) async fn happen_report(&self, caller: &Caller, event: &Event) -> Result<()> {
        let Some(about) = event.tags_named("p").next() else {
            return Ok(());
        };
        let Some(key) = about.first().and_then(|key| key.parse().ok()) else {
            return Ok(());
        };
        let reason = about.get(1).map(String::as_str);
        let posts = self.post_about(event).await?;
        let new = NewReport {
            target: self.ensure_account(key).await?,
            posts: posts.into_iter().collect(),
            collections: Vec::new(),
            comment: model::sanitize::lines(&event.content, 900),
            forward: false,
            category: match reason {
                Some("spam") => Category::Spam,
                Some("illegal") => Category::Legal,
                _ => Category::Other,
            },
            rules: Vec::new(),
        };
        self.social.report(caller, new).await?;
        Ok(())
    }

    /// Takes back what an event was.
    pub(super) async fn undo(&self, caller: &Caller, was: &Event, id: i64) -> Result<()> {
        let social = &self.social;
        match was.kind {
            kind if is_post(kind) => drop(social.delete_post(caller, PostId::from(id)).await?),
            Kind::REPOST | Kind::GENERIC_REPOST => {
                if let Some(post) = self.post_about(was).await? {
                    social.unboost(caller, post).await?;
                }
            }
            Kind::REACTION => {
                if let Some(post) = self.post_about(was).await? {
                    match felt(was) {
                        Felt::Like => drop(social.unlike(caller, post).await?),
                        Felt::Emoji(emoji) => drop(social.unreact(caller, post, &emoji).await?),
                        Felt::Dislike => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
