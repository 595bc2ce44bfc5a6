//! Collections of an actor and of a post, by pages.

use std::sync::Arc;

use ap_proto::build::{collection_of_pages, document, page};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use model::{AccountId, Id};
use serde::Deserialize;
use serde_json::Value;
use social::account::PostFilter;
use social::{AccountView, Page, PostView, Slice, Viewer};

use super::post::Asked;
use super::{respond, visit};
use crate::error::{Error, Result};
use crate::map::is_of_the_web;
use crate::{ActivityPub, ID};

/// Entries of one page of posts.
const POSTS: u32 = 20;
/// Entries of one page of accounts.
const ACCOUNTS: u32 = 80;
/// Pins, and answers of one post, are few: they make one page.
const FEW: usize = 100;

/// Which page is wanted.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// Anything: the first page.
    page: Option<String>,
    /// What is older than this.
    max_id: Option<Id>,
}

impl Wanted {
    /// The page, `None` for the collection itself.
    fn page(&self, limit: u32) -> Option<Page> {
        let asked = self.page.is_some() || self.max_id.is_some();
        asked.then_some(Page {
            max_id: self.max_id,
            ..Page::first(limit)
        })
    }
}

/// GET /ap/actors/{id}/outbox — what somebody wrote and boosted for everyone.
pub(super) async fn outbox(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    parts: Parts,
) -> Result<Response> {
    let account = network.owner(&id, &parts).await?;
    let base = network.urls.outbox(account.id);
    let Some(asked) = wanted.page(POSTS) else {
        return Ok(whole(&base, account.posts_count));
    };
    let posts = network.social.open_posts(account.id, asked).await?;
    let mut items = Vec::new();
    for post in &posts.items {
        items.extend(network.published(post).await?);
    }
    Ok(part(&base, &asked, &posts.map(|_| ()), items))
}

/// GET /ap/actors/{id}/followers
pub(super) async fn followers(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    parts: Parts,
) -> Result<Response> {
    let account = network.owner(&id, &parts).await?;
    let base = network.urls.followers(account.id);
    let Some(asked) = wanted.page(ACCOUNTS) else {
        return Ok(whole(&base, account.followers_count));
    };
    let slice = network
        .social
        .followers(Viewer::Anyone, account.id, asked)
        .await?;
    let items = ids(&slice.items);
    Ok(part(&base, &asked, &slice.map(|_| ()), items))
}

/// GET /ap/actors/{id}/followers/synchronization — those of the server that asks, by id, whole (FEP-8fcf). Who asks must
/// sign: nobody is told of the followers at another server.
pub(super) async fn followers_there(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let account = network.local_account(&id).await?;
    let host = Box::pin(network.visiting_host(&visit(&parts))).await?;
    let followers = network.social.followers_at(ID, account.id, &host).await?;
    let followers = followers.ok_or(Error::NotFound("A list of so many"))?;
    let items = followers.into_iter().map(|(_, uri)| uri.into()).collect();
    Ok(complete(&network.urls.followers_there(account.id), items))
}

/// GET /ap/actors/{id}/following
pub(super) async fn following(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    parts: Parts,
) -> Result<Response> {
    let account = network.owner(&id, &parts).await?;
    let base = network.urls.following(account.id);
    let Some(asked) = wanted.page(ACCOUNTS) else {
        return Ok(whole(&base, account.following_count));
    };
    let slice = network
        .social
        .following(Viewer::Anyone, account.id, asked)
        .await?;
    let items = ids(&slice.items);
    Ok(part(&base, &asked, &slice.map(|_| ()), items))
}

/// GET /ap/actors/{id}/featured — what somebody pinned to their profile, whole.
pub(super) async fn featured(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let account = network.owner(&id, &parts).await?;
    let posts = network.pinned(account.id).await?;
    let mut items = Vec::new();
    for post in posts {
        items.extend(network.note(&post).await?.map(|note| note.to_value()));
    }
    Ok(complete(&network.urls.featured(account.id), items))
}

/// GET /ap/posts/{id}/replies — the open answers to a post, by id (FEP-7458).
pub(super) async fn replies(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let post = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let thread = network.social.open_thread(post.id).await?;
    let direct = thread
        .descendants
        .iter()
        .filter(|reply| reply.reply_to == Some(post.id) && is_of_the_web(&reply.uri));
    let items = direct
        .map(|reply| Value::from(reply.uri.as_str()))
        .take(FEW)
        .collect();
    Ok(complete(&network.urls.replies(post.id), items))
}

/// GET /ap/contexts/{id} — the open posts of the thread that a post of ours begins, by id, the first one first (FEP-7888).
pub(super) async fn context(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let first = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let is_a_thread = first.audience.is_open() && first.reply_to.is_none();
    if !is_a_thread || first.boost_of.is_some() {
        return Err(Error::NotFound("That thread"));
    }
    let thread = network.social.open_thread(first.id).await?;
    let posts = std::iter::once(&*first).chain(&thread.descendants);
    let items: Vec<Value> = posts
        .filter(|post| is_of_the_web(&post.uri))
        .map(|post| Value::from(post.uri.as_str()))
        .collect();
    let mut collection = all_of(&network.urls.context(first.id), items);
    if let Some(object) = collection.as_object_mut() {
        let owner = network.urls.actor(first.account.id);
        object.insert("attributedTo".to_owned(), owner.into());
    }
    Ok(respond::activity(StatusCode::OK, &document(collection)))
}

impl ActivityPub {
    /// Whose collection is asked for, by somebody who may ask.
    async fn owner(&self, id: &str, parts: &Parts) -> Result<AccountView> {
        let account = self.local_account(id).await?;
        Box::pin(self.visitor(&visit(parts))).await?;
        Ok(account)
    }

    async fn pinned(&self, account: AccountId) -> Result<Vec<PostView>> {
        let filter = PostFilter {
            pinned: true,
            ..PostFilter::default()
        };
        let page = Page::first(POSTS);
        let slice = self
            .social
            .account_posts(Viewer::Anyone, account, filter, page)
            .await;
        Ok(slice.map_err(Error::from)?.items)
    }
}

fn ids(accounts: &[AccountView]) -> Vec<Value> {
    accounts
        .iter()
        .filter(|account| is_of_the_web(&account.uri))
        .map(|account| Value::from(account.uri.as_str()))
        .collect()
}

/// The collection itself: how much there is, and where it begins.
fn whole(base: &str, total: i64) -> Response {
    let first = format!("{base}?page=true");
    let total = u64::try_from(total).unwrap_or(0);
    let collection = collection_of_pages(base, total, Some(&first));
    respond::activity(StatusCode::OK, &document(collection))
}

/// One page of it. An empty page has no next one.
fn part(base: &str, asked: &Page, slice: &Slice<()>, items: Vec<Value>) -> Response {
    let id = match asked.max_id {
        Some(max_id) => format!("{base}?max_id={max_id}"),
        None => format!("{base}?page=true"),
    };
    let next = slice.oldest.map(|oldest| format!("{base}?max_id={oldest}"));
    respond::activity(
        StatusCode::OK,
        &document(page(&id, base, items, next.as_deref())),
    )
}

/// A collection with everything in it.
fn complete(id: &str, items: Vec<Value>) -> Response {
    respond::activity(StatusCode::OK, &document(all_of(id, items)))
}

fn all_of(id: &str, items: Vec<Value>) -> Value {
    let total = u64::try_from(items.len()).unwrap_or(0);
    let mut collection = collection_of_pages(id, total, None);
    if let Some(object) = collection.as_object_mut() {
        object.insert("orderedItems".to_owned(), items.into());
    }
    collection
}
