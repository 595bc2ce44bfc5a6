//! What a client posts to the outbox of its member.

use std::sync::Arc;

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::object::NoteKind;
use ap_proto::value::{Limits, first, first_id, parse_json, types_of};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::{AccountId, PostId};
use serde_json::{Value, json};
use social::relation::FollowOptions;
use social::{AccountView, Caller, Found};

use super::note::Wanted;
use super::private;
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::audience::audience;
use crate::routes::inbox::{check_content_type, read};
use crate::urls::Here;

/// POST /ap/actors/{id}/outbox — does what an activity says, or creates a bare object (section 6.2.1). 201 with the address of
/// what came of it; what has no address of its own (an Undo, a Delete) has none.
pub(in crate::routes) async fn post(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let (account, caller) = network.client(&id, &parts.headers, "write").await?;
    check_content_type(&parts)?;
    let value = parse_json(&read(body).await?, Limits::default())?;
    let actor = network.urls.actor(account.id);
    let value = as_activity(value, &actor)?;
    let activity = Activity::parse(&value)?;
    let act = Act {
        network: &network,
        account: &account,
        caller: &caller,
    };
    let address = Box::pin(act.run(&activity, &value)).await?;
    let mut response = StatusCode::CREATED.into_response();
    if let Some(Ok(address)) = address.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(private(response))
}

/// What was posted, as an activity of the member: a bare object becomes its Create, under its own addresses. An id that a
/// client made up is none.
fn as_activity(mut value: Value, actor: &str) -> Result<Value> {
    let is_object = types_of(&value).any(|name| NoteKind::from_name(name).is_some());
    if is_object && first(&value, "object").is_none() {
        let (to, cc) = (value.get("to").cloned(), value.get("cc").cloned());
        value = json!({"type": "Create", "to": to, "cc": cc, "object": value});
    }
    if first_id(&value, "actor").is_some_and(|named| named != actor) {
        return Err(Error::NotYours("The actor is somebody else"));
    }
    let Some(members) = value.as_object_mut() else {
        return Err(ap_proto::Refusal::NotAnObject.into());
    };
    members.remove("id");
    members.insert("actor".to_owned(), json!(actor));
    Ok(value)
}

struct Act<'a> {
    network: &'a ActivityPub,
    account: &'a AccountView,
    caller: &'a Caller,
}

impl Act<'_> {
    async fn run(&self, activity: &Activity, value: &Value) -> Result<Option<String>> {
        match &activity.kind {
            ActivityKind::Create => self.create(activity, value).await.map(Some),
            ActivityKind::Update => self.update(activity).await,
            ActivityKind::Delete => self.delete(activity).await,
            ActivityKind::Like => self.like(activity).await,
            ActivityKind::Announce => self.announce(activity).await.map(Some),
            ActivityKind::Follow => self.follow(activity).await,
            ActivityKind::Block => {
                let target = self.person(&activity.object).await?;
                self.network.social.block(self.caller, target).await?;
                Ok(None)
            }
            ActivityKind::Undo => self.undo(activity).await,
            _ => Err(Error::BadRequest("That kind of activity is not taken here")),
        }
    }

    async fn create(&self, activity: &Activity, value: &Value) -> Result<String> {
        let wanted = Wanted::read(&activity.object, &self.network.urls, self.account.id)?;
        let draft = self.network.draft(self.account, &wanted, value).await?;
        let post = self.network.social.create_post(self.caller, draft).await?;
        Ok(self.network.urls.post_activity(post.id))
    }

    async fn update(&self, activity: &Activity) -> Result<Option<String>> {
        let post = self.own_post(&activity.object)?;
        let wanted = Wanted::read(&activity.object, &self.network.urls, self.account.id)?;
        let edit = wanted.edit();
        self.network
            .social
            .edit_post(self.caller, post, edit)
            .await?;
        Ok(None)
    }

    async fn delete(&self, activity: &Activity) -> Result<Option<String>> {
        let post = self.own_post(&activity.object)?;
        self.network.social.delete_post(self.caller, post).await?;
        Ok(None)
    }

    async fn like(&self, activity: &Activity) -> Result<Option<String>> {
        let post = self.post_of(&activity.object).await?;
        let social = &self.network.social;
        let liked = social.like(self.caller, post).await?;
        let like = social.like_id(self.caller, liked.id).await?;
        Ok(like.map(|like| self.network.urls.like(like.into())))
    }

    async fn announce(&self, activity: &Activity) -> Result<String> {
        let post = self.post_of(&activity.object).await?;
        let followers = self.network.urls.followers(self.account.id);
        let is_said = !activity.to.is_empty() || !activity.cc.is_empty();
        let wanted = is_said.then(|| audience(&activity.to, &activity.cc, Some(&followers)));
        let social = &self.network.social;
        let boost = social.boost(self.caller, post, wanted).await?;
        Ok(boost.uri)
    }

    async fn follow(&self, activity: &Activity) -> Result<Option<String>> {
        let target = self.person(&activity.object).await?;
        let social = &self.network.social;
        social
            .follow(self.caller, target, FollowOptions::default())
            .await?;
        let follow = social.find_follow(self.account.id, target).await?;
        Ok(follow.map(|follow| self.network.urls.follow(follow.id)))
    }

    /// What is taken back is carried along, or named if it is a boost.
    async fn undo(&self, activity: &Activity) -> Result<Option<String>> {
        let social = &self.network.social;
        let Some(inner) = activity.object.inline() else {
            let boost = self.own_post(&activity.object)?;
            let view = social.post(self.caller.viewer(), boost).await?;
            if view.boost_of.is_none() {
                return Err(Error::BadRequest("Only what was done can be undone"));
            }
            social.delete_post(self.caller, boost).await?;
            return Ok(None);
        };
        let actor = self.network.urls.actor(self.account.id);
        let inner = Activity::parse(&as_activity(inner.clone(), &actor)?)?;
        match inner.kind {
            ActivityKind::Like => {
                let post = self.post_of(&inner.object).await?;
                social.unlike(self.caller, post).await?;
            }
            ActivityKind::Announce => {
                let post = self.post_of(&inner.object).await?;
                social.unboost(self.caller, post).await?;
            }
            ActivityKind::Follow => {
                let target = self.person(&inner.object).await?;
                social.unfollow(self.caller, target).await?;
            }
            ActivityKind::Block => {
                let target = self.person(&inner.object).await?;
                social.unblock(self.caller, target).await?;
            }
            _ => return Err(Error::BadRequest("That cannot be undone")),
        }
        Ok(None)
    }

    /// The post an activity is about, fetched if it is not here. Whether the member may see it, the core decides.
    async fn post_of(&self, object: &ObjectRef) -> Result<PostId> {
        let uri = object.id().ok_or(ap_proto::Refusal::Missing("object"))?;
        match self.network.urls.parse(uri) {
            Some(Here::Post(id)) => Ok(id),
            Some(_) => Err(Error::NotFound("That post")),
            None => Box::pin(self.network.ensure_post(uri)).await,
        }
    }

    /// A post of this server that an activity is about. Whose it is, the core knows.
    fn own_post(&self, object: &ObjectRef) -> Result<PostId> {
        let uri = object.id().ok_or(ap_proto::Refusal::Missing("object"))?;
        match self.network.urls.parse(uri) {
            Some(Here::Post(id)) => Ok(id),
            _ => Err(Error::NotFound("That post")),
        }
    }

    /// Somebody an activity is about, looked up if they are not known.
    async fn person(&self, object: &ObjectRef) -> Result<AccountId> {
        let uri = object.id().ok_or(ap_proto::Refusal::Missing("object"))?;
        match Box::pin(self.network.find(uri)).await? {
            Some(Found::Account(id)) => Ok(id),
            _ => Err(Error::NotFound("That account")),
        }
    }
}
