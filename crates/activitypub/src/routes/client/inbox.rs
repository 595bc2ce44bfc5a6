//! What came for a member, as a client of ActivityPub reads it: what those wrote whom they follow, and what they are told of.
//!
//! It is made of what is kept, with the member's own eyes. Ids of activities that are not kept are left out.

use std::sync::Arc;

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::build::{collection_of_pages, document, page as page_of};
use ap_proto::object::Note;
use ap_proto::value::PUBLIC;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use model::{AccountId, Audience, Id};
use serde::Deserialize;
use serde_json::Value;
use social::notification::NotificationFilter;
use social::{Caller, NotificationKind, NotificationView, Page, PostView};

use super::private;
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;
use crate::map::note::{Around, to_note};
use crate::routes::respond;

/// Entries of one page.
const ENTRIES: u32 = 20;

/// Which page is wanted.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Wanted {
    page: Option<String>,
    max_id: Option<Id>,
}

/// GET /ap/actors/{id}/inbox — for its owner alone.
pub(in crate::routes) async fn get(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response> {
    let (account, caller) = network.client(&id, &headers, "read").await?;
    let base = network.urls.inbox(account.id);
    let first = format!("{base}?page=true");
    let value = if wanted.page.is_none() && wanted.max_id.is_none() {
        let mut whole = collection_of_pages(&base, 0, Some(&first));
        if let Some(whole) = whole.as_object_mut() {
            // How much ever came is not counted.
            whole.remove("totalItems");
        }
        whole
    } else {
        let (items, next) = network.came(&caller, wanted.max_id).await?;
        let next = next.map(|next| format!("{base}?max_id={next}"));
        let own = wanted
            .max_id
            .map_or(first, |max_id| format!("{base}?max_id={max_id}"));
        page_of(&own, &base, items, next.as_deref())
    };
    Ok(private(respond::activity(StatusCode::OK, &document(value))))
}

impl ActivityPub {
    /// The newest things that came before `max_id`, newest first, and what the next page begins below.
    async fn came(&self, caller: &Caller, max_id: Option<Id>) -> Result<(Vec<Value>, Option<Id>)> {
        let page = Page {
            max_id,
            ..Page::first(ENTRIES)
        };
        let filter = NotificationFilter {
            kinds: vec![
                NotificationKind::Mention,
                NotificationKind::Boost,
                NotificationKind::Like,
                NotificationKind::Follow,
                NotificationKind::FollowRequest,
            ],
            ..NotificationFilter::default()
        };
        let home = self.social.home(caller, page).await?;
        let told = self.social.notifications(caller, filter, page).await?;
        let is_more = home.oldest.is_some() || told.oldest.is_some();
        let me = caller.account_id;
        let mut all: Vec<(Id, Option<Value>)> = Vec::new();
        for post in &home.items {
            let is_own = post.account.id == me;
            let shown = if is_own {
                None
            } else {
                self.told_post(post, me)
            };
            all.push((Id::from(post.id.get()), shown));
        }
        for one in &told.items {
            let is_in_home = one
                .post
                .as_ref()
                .is_some_and(|post| home.items.iter().any(|other| other.id == post.id));
            let is_double = one.kind == NotificationKind::Mention && is_in_home;
            let shown = if is_double { None } else { self.told(one, me) };
            all.push((one.id, shown));
        }
        all.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        all.truncate(usize::try_from(ENTRIES).unwrap_or(usize::MAX));
        let next = all.last().map(|(id, _)| *id).filter(|_| is_more);
        Ok((
            all.into_iter().filter_map(|(_, value)| value).collect(),
            next,
        ))
    }

    /// A post or boost of somebody else, as it came.
    fn told_post(&self, post: &PostView, me: AccountId) -> Option<Value> {
        if !is_of_the_web(&post.uri) || !is_of_the_web(&post.account.uri) {
            return None;
        }
        let actor = self.actor_of(&post.account);
        if let Some(original) = &post.boost_of {
            let object = ObjectRef::Uri(original.uri.clone());
            let is_known = is_of_the_web(&original.uri);
            let boost = Activity {
                published: Some(crate::map::timestamp(post.created_at)),
                ..Activity::new(ActivityKind::Announce, &post.uri, &actor, object)
            };
            return is_known.then(|| boost.to_value());
        }
        let note = self.note_of_other(post, &actor, me)?;
        let (to, cc) = (note.to.clone(), note.cc.clone());
        let object = ObjectRef::Inline(note.to_value());
        let create = Activity {
            published: note.published,
            to,
            cc,
            ..Activity::new(ActivityKind::Create, &post.uri, &actor, object)
        };
        Some(nameless(create.to_value()))
    }

    /// Something the member is told of.
    fn told(&self, one: &NotificationView, me: AccountId) -> Option<Value> {
        let actor = self.actor_of(&one.account);
        let post = one.post.as_ref();
        let (kind, object) = match one.kind {
            NotificationKind::Mention => return self.told_post(post?, me),
            NotificationKind::Like => (ActivityKind::Like, post?.uri.clone()),
            NotificationKind::Boost => (ActivityKind::Announce, post?.uri.clone()),
            NotificationKind::Follow | NotificationKind::FollowRequest => {
                (ActivityKind::Follow, self.urls.actor(me))
            }
            _ => return None,
        };
        if !is_of_the_web(&actor) || !is_of_the_web(&object) {
            return None;
        }
        let told = Activity {
            published: Some(crate::map::timestamp(one.created_at)),
            ..Activity::new(kind, &actor, &actor, ObjectRef::Uri(object))
        };
        Some(nameless(told.to_value()))
    }

    fn actor_of(&self, account: &social::AccountView) -> String {
        if account.is_local() {
            self.urls.actor(account.id)
        } else {
            account.uri.clone()
        }
    }

    /// The Note of a post of anybody's that the member may see. For whom else it is, is known only of what is open. What never
    /// leaves this server has none.
    fn note_of_other(&self, post: &PostView, actor: &str, me: AccountId) -> Option<Note> {
        let note = to_note(post, &Around::default(), &self.urls, self.social.domain())?;
        if post.is_local {
            return Some(note);
        }
        let public = || vec![PUBLIC.to_owned()];
        let (to, cc) = match post.audience {
            Audience::Public => (public(), Vec::new()),
            Audience::Quiet => (Vec::new(), public()),
            _ => (vec![self.urls.actor(me)], Vec::new()),
        };
        Some(Note {
            attributed_to: vec![actor.to_owned()],
            replies: None,
            to,
            cc,
            ..note
        })
    }
}

/// An activity whose own id is not kept.
fn nameless(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.remove("id");
    }
    value
}
