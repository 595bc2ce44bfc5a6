//! Showing stories.

use model::audience::Viewer as Kind;
use model::{AccountId, Audience, Facts, Id, Time};
use store::story::SeenStory;

use super::{StoryView, Storyteller};
use crate::{AccountView, Caller, Error, Result, Social, Viewer};

/// The most stories that are looked through for one page.
const AT_ONCE: i64 = 500;
const GONE: Error = Error::NotFound("This story");

impl Social {
    /// One's own stories and those of the people one follows: one's own first, then whoever told one last. Looking at
    /// them changes nothing in this order, so that one can go from each to the next.
    pub async fn stories(&self, caller: &Caller) -> Result<Vec<Storyteller>> {
        let (viewer, now) = (caller.account_id.get(), self.now().micros());
        let found = self.store().read(move |conn| {
            let mut found = store::story::of_account(conn, viewer, viewer, now)?;
            found.extend(store::story::of_followed(conn, viewer, now, AT_ONCE)?);
            Ok(found)
        });
        let mut tellers: Vec<Storyteller> = Vec::new();
        for story in self.story_views(caller.viewer(), found.await?).await? {
            let teller = tellers
                .iter_mut()
                .find(|teller| teller.account.id == story.account.id);
            match teller {
                Some(teller) => teller.stories.push(story),
                None => tellers.push(Storyteller {
                    account: story.account.clone(),
                    stories: vec![story],
                }),
            }
        }
        tellers.sort_by_key(|teller| {
            let newest = teller.stories.last().map(|story| story.id);
            let is_other = teller.account.id != caller.account_id;
            (is_other, std::cmp::Reverse(newest))
        });
        Ok(tellers)
    }

    /// What somebody shows at this moment, oldest first; nothing to those who may not look.
    pub async fn stories_of(&self, viewer: Viewer, owner: AccountId) -> Result<Vec<StoryView>> {
        let (asking, now) = (number(viewer), self.now().micros());
        let found = self
            .store()
            .read(move |conn| store::story::of_account(conn, asking, owner.get(), now));
        self.story_views(viewer, found.await?).await
    }

    /// One story, if its time is not over and the viewer may look.
    pub async fn story(&self, viewer: Viewer, id: Id) -> Result<StoryView> {
        let (asking, now) = (number(viewer), self.now().micros());
        let found = self
            .store()
            .read(move |conn| store::story::find(conn, asking, id.get(), now));
        let found = found.await?.into_iter().collect();
        self.story_views(viewer, found).await?.pop().ok_or(GONE)
    }

    /// A story of ours for a server that shows what a follower of its owner was told.
    pub async fn story_for_token(&self, id: Id, token: &str) -> Result<StoryView> {
        let story = self.find_story(id).await?;
        let is_right = !story.row.token.is_empty()
            && crypto::constant_time_eq(story.row.token.as_bytes(), token.as_bytes());
        if !is_right || story.author_hidden {
            return Err(GONE);
        }
        let owner = Viewer::Member(AccountId::from(story.row.account_id));
        self.story(owner, id).await
    }

    /// What a network must show to get a story: only for its owner's own posts to the network.
    pub async fn story_token(&self, id: Id) -> Result<String> {
        Ok(self.find_story(id).await?.row.token)
    }

    /// Notes that the caller has looked at a story. Its owner does not count.
    pub async fn see_story(&self, caller: &Caller, id: Id) -> Result<()> {
        let story = self.story(caller.viewer(), id).await?;
        if story.account.id == caller.account_id || story.seen {
            return Ok(());
        }
        let viewer = caller.account_id.get();
        let noted = self
            .store()
            .write(move |tx| store::story::mark_seen(tx, id.get(), viewer));
        Ok(noted.await?)
    }

    async fn find_story(&self, id: Id) -> Result<SeenStory> {
        let now = self.now().micros();
        let found = self
            .store()
            .read(move |conn| store::story::find(conn, 0, id.get(), now));
        found.await?.ok_or(GONE)
    }

    /// What the viewer may see of some stories, in their order.
    async fn story_views(&self, viewer: Viewer, found: Vec<SeenStory>) -> Result<Vec<StoryView>> {
        let mut owners: Vec<AccountId> = found
            .iter()
            .map(|seen| seen.row.account_id.into())
            .collect();
        owners.sort_unstable();
        owners.dedup();
        let owners = self.account_views(&owners).await?;
        let views = found
            .into_iter()
            .filter(|story| facts(story, viewer).may_see());
        let views = views.filter_map(|story| {
            let owner = owners
                .iter()
                .find(|owner| owner.id.get() == story.row.account_id)?;
            self.story_view(viewer, story, owner)
        });
        Ok(views.collect())
    }

    fn story_view(
        &self,
        viewer: Viewer,
        story: SeenStory,
        owner: &AccountView,
    ) -> Option<StoryView> {
        let (media, _) = self.files_of(owner, &story.row.media, "[]");
        let is_own = viewer.account_id() == Some(owner.id);
        Some(StoryView {
            id: Id::from(story.row.id),
            uri: story.row.uri,
            account: owner.clone(),
            text: story.row.text,
            media: media.into_iter().next()?,
            seconds: u32::try_from(story.row.seconds).unwrap_or_default(),
            created_at: Time::from_micros(story.row.created_at),
            expires_at: Time::from_micros(story.row.expires_at),
            seen: is_own || story.seen,
            views: is_own.then_some(story.views),
        })
    }
}

/// What the rule of `model::audience` needs to know.
fn facts(story: &SeenStory, viewer: Viewer) -> Facts {
    Facts {
        audience: Audience::Followers,
        viewer: match viewer {
            Viewer::Anyone => Kind::Anyone,
            Viewer::Member(_) => Kind::Member,
            Viewer::Remote(_) => Kind::Remote,
        },
        is_author: number(viewer) == story.row.account_id,
        is_named: false,
        is_follower: story.is_follower,
        author_blocks: story.author_blocks,
        viewer_blocks: story.viewer_blocks,
        author_hidden: story.author_hidden,
        is_kept_back: false,
    }
}

fn number(viewer: Viewer) -> i64 {
    viewer.account_id().map_or(0, AccountId::get)
}
