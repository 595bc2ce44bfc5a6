//! What a listener should show now. The bus only says that something happened; here each listener asks with its own
//! eyes whether it is for them: the same question as the feed's, through a window one post wide.

use model::text::fold_tag;
use model::{AccountId, Id, PostId};
use store::Window;
use store::timeline::Tags;

use super::Only;
use super::public::whose;
use crate::announcement::{AnnouncementView, ReactionView};
use crate::bus::{Live, LiveEvent};
use crate::conversation::ConversationView;
use crate::post::show::Muted;
use crate::{NotificationView, PostView, Result, Social, Viewer};

/// How far above a new post the one whose thread is looked at may be.
const FAR: i64 = 200;

/// What somebody listens to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Their home feed and their notifications.
    User,
    /// Only their notifications.
    UserNotifications,
    /// Their conversations.
    Direct,
    /// A list of theirs; anybody else's shows nothing.
    List(Id),
    /// Public posts.
    Public {
        /// Of one side only.
        only: Option<Only>,
        /// Only posts with files.
        only_media: bool,
    },
    /// Public posts with a tag.
    Tag {
        /// The tag.
        tag: String,
        /// Only of people here.
        only_local: bool,
    },
    /// The thread around a post.
    Thread(PostId),
}

/// What a listener should show.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A new post.
    Post(Box<PostView>),
    /// A post that says something else now.
    Edited(Box<PostView>),
    /// A post that is gone.
    Deleted(PostId),
    /// Something the listener is told of.
    Notification(Box<NotificationView>),
    /// A conversation that changed.
    Conversation(Box<ConversationView>),
    /// Notifications that waited came to the others.
    NotificationsMerged,
    /// Something the host tells everybody.
    Announcement(Box<AnnouncementView>),
    /// Something that was said to an announcement: how often now.
    AnnouncementReaction(Id, ReactionView),
    /// An announcement that is gone.
    AnnouncementDeleted(Id),
    /// The listener's filters are others now.
    FiltersChanged,
    /// The thread that the listener looks at is larger, or how the search for the rest of it stands has changed: read it again.
    ThreadChanged,
    /// The listener's access may have ended: check it again.
    CheckAccess,
}

impl Social {
    /// What, if anything, a listener should show of what just happened.
    pub async fn live_for(
        &self,
        viewer: Viewer,
        stream: &Stream,
        live: &Live,
    ) -> Result<Option<Shown>> {
        match &live.event {
            LiveEvent::PostCreated(id) | LiveEvent::PostFound(id)
                if matches!(stream, Stream::Thread(_)) =>
            {
                self.in_thread(viewer, stream, *id).await
            }
            LiveEvent::ThreadLooked(id) => {
                Ok((*stream == Stream::Thread(*id)).then_some(Shown::ThreadChanged))
            }
            LiveEvent::PostFound(_) => Ok(None),
            LiveEvent::PostCreated(id) => {
                Ok(self.on_stream(viewer, stream, *id).await?.map(Shown::Post))
            }
            LiveEvent::PostEdited(id) => Ok(self
                .on_stream(viewer, stream, *id)
                .await?
                .map(Shown::Edited)),
            LiveEvent::PostDeleted(id, _) => {
                let shows_posts = !matches!(stream, Stream::UserNotifications | Stream::Direct);
                Ok(shows_posts.then_some(Shown::Deleted(*id)))
            }
            LiveEvent::Notified(account, id) => {
                self.live_notification(viewer, stream, *account, *id).await
            }
            LiveEvent::ConversationChanged(account, id) => {
                if *stream != Stream::Direct || viewer.account_id() != Some(*account) {
                    return Ok(None);
                }
                let view = self.find_conversation(*account, *id).await?;
                Ok(view.map(|view| Shown::Conversation(Box::new(view))))
            }
            LiveEvent::NotificationsMerged(account) => {
                let listens = matches!(stream, Stream::User | Stream::UserNotifications);
                let is_theirs = listens && viewer.account_id() == Some(*account);
                Ok(is_theirs.then_some(Shown::NotificationsMerged))
            }
            LiveEvent::FiltersChanged(account) => {
                let is_theirs = *stream == Stream::User && viewer.account_id() == Some(*account);
                Ok(is_theirs.then_some(Shown::FiltersChanged))
            }
            LiveEvent::Announced(_)
            | LiveEvent::AnnouncementReacted(..)
            | LiveEvent::AnnouncementDeleted(_) => {
                self.live_announcement(viewer, stream, &live.event).await
            }
            LiveEvent::AccessEnded(account) => {
                Ok((viewer.account_id() == Some(*account)).then_some(Shown::CheckAccess))
            }
        }
    }

    /// Tells those who listen for an account that its filters are others now.
    pub fn filters_changed(&self, account: AccountId) {
        self.memory().filters.cut();
        self.bus().tell(LiveEvent::FiltersChanged(account));
    }

    /// Whether a post that came is above or below the one whose thread is listened to, for this viewer.
    async fn in_thread(
        &self,
        viewer: Viewer,
        stream: &Stream,
        id: PostId,
    ) -> Result<Option<Shown>> {
        let Stream::Thread(looked_at) = stream else {
            return Ok(None);
        };
        let (new, at) = (id.get(), looked_at.get());
        let is_in_it = self
            .store()
            .read(move |conn| {
                Ok(store::thread::ancestors(conn, new, FAR)?.contains(&at)
                    || store::thread::ancestors(conn, at, FAR)?.contains(&new))
            })
            .await?;
        // What the viewer may not see changes nothing for them, and they do not learn that it came.
        let is_seen = is_in_it && self.post(viewer, id).await.is_ok();
        Ok(is_seen.then_some(Shown::ThreadChanged))
    }

    async fn on_stream(
        &self,
        viewer: Viewer,
        stream: &Stream,
        id: PostId,
    ) -> Result<Option<Box<PostView>>> {
        let window = Window {
            below: id.get().saturating_add(1),
            above: id.get() - 1,
            ..Window::newest(1)
        };
        let now = self.now().micros();
        let question = stream.clone();
        let found = self
            .store()
            .read(move |conn| match &question {
                Stream::User => match viewer.account_id() {
                    Some(account) => store::feed::home(conn, account.get(), now, &window),
                    None => Ok(Vec::new()),
                },
                Stream::List(list) => match viewer.account_id() {
                    Some(account)
                        if store::list::find(conn, account.get(), list.get())?.is_some() =>
                    {
                        store::feed::list(conn, account.get(), list.get(), now, &window)
                    }
                    _ => Ok(Vec::new()),
                },
                Stream::UserNotifications | Stream::Direct | Stream::Thread(_) => Ok(Vec::new()),
                Stream::Public { only, only_media } => {
                    let is_member = matches!(viewer, Viewer::Member(_));
                    store::timeline::public(conn, whose(*only), *only_media, is_member, &window)
                }
                Stream::Tag { tag, only_local } => {
                    let tags = Tags {
                        any: vec![fold_tag(tag)],
                        all: Vec::new(),
                        none: Vec::new(),
                    };
                    store::timeline::tagged(
                        conn,
                        &tags,
                        whose(only_local.then_some(Only::Local)),
                        false,
                        &window,
                    )
                }
            })
            .await?;
        if found.is_empty() {
            return Ok(None);
        }
        Ok(self
            .show_posts(viewer, found, Muted::Hidden)
            .await?
            .into_iter()
            .next()
            .map(Box::new))
    }

    async fn live_announcement(
        &self,
        viewer: Viewer,
        stream: &Stream,
        event: &LiveEvent,
    ) -> Result<Option<Shown>> {
        let (Stream::User, Viewer::Member(viewer)) = (stream, viewer) else {
            return Ok(None);
        };
        match event {
            LiveEvent::Announced(id) => {
                let view = self.find_announcement(viewer, *id).await?;
                Ok(view.map(|view| Shown::Announcement(Box::new(view))))
            }
            LiveEvent::AnnouncementReacted(id, name) => {
                let view = self.find_announcement(viewer, *id).await?;
                Ok(view.map(|view| {
                    let said = view.reactions.into_iter().find(|said| said.name == *name);
                    let none = || ReactionView {
                        name: name.clone(),
                        count: 0,
                        is_mine: false,
                    };
                    Shown::AnnouncementReaction(*id, said.unwrap_or_else(none))
                }))
            }
            LiveEvent::AnnouncementDeleted(id) => Ok(Some(Shown::AnnouncementDeleted(*id))),
            _ => Ok(None),
        }
    }

    async fn live_notification(
        &self,
        viewer: Viewer,
        stream: &Stream,
        account: AccountId,
        id: Id,
    ) -> Result<Option<Shown>> {
        let listens = matches!(stream, Stream::User | Stream::UserNotifications);
        if !listens || viewer.account_id() != Some(account) {
            return Ok(None);
        }
        Ok(self
            .find_notification(account, id)
            .await?
            .map(|view| Shown::Notification(Box::new(view))))
    }
}
