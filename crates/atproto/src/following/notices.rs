//! What strangers do to people here, of which the service tells that shows apps the network
//! (lexicon `app.bsky.notification.listNotifications`), where one is set.
//!
//! It is believed in nothing but where to look: each record is fetched from its author's own server with the proof that it
//! is there, has to be about somebody here, and is taken as if its host had been heard.

use std::time::Duration;

use at_proto::syntax::{AtUri, Did, Nsid};
use bytes::Bytes;
use http::{HeaderMap, Method};
use infra::fetch::Post;
use model::InteractionPolicy;
use serde::Deserialize;
use serde_json::Value;
use social::repo::{Repo, RepoState};
use tokio::time::{Instant, sleep, sleep_until};

use super::apply::{Done, settled};
use super::commit::is_about;
use crate::AtProto;
use crate::config::Upstream;
use crate::error::{Error, Result};
use crate::map::deed::{FOLLOW, LIKE, REPOST};
use crate::map::post::POST;
use crate::people::Age;
use crate::xrpc::bearer;

const LIST: &str = "app.bsky.notification.listNotifications";
/// How many are asked for at once.
const PAGE: usize = 50;
/// How many pages are read at most, back to what was taken before.
const PAGES: usize = 4;
/// The most bytes of an answer.
const MAX_ANSWER: usize = 2 * 1024 * 1024;
/// How long it rests between two members: this many questions are asked at most.
const PAUSE: Duration = Duration::from_millis(500);
/// How soon everybody is asked for again, when there are few.
const ROUND: Duration = Duration::from_mins(1);
/// How many members are read at once.
const MEMBERS: u32 = 100;

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    notifications: Vec<Value>,
    cursor: Option<String>,
}

impl Page {
    /// Where the records are that it tells of, the newest first.
    fn uris(&self) -> impl Iterator<Item = AtUri> {
        let uris = self.notifications.iter().take(PAGE);
        uris.filter_map(|notice| AtUri::parse(notice.get("uri")?.as_str()?).ok())
    }
}

impl AtProto {
    /// Asks for one member after the other, without an end.
    pub(super) async fn notice_on(&self) {
        let Some(service) = self.config.app_view.as_ref() else {
            return std::future::pending().await;
        };
        loop {
            let next_round = Instant::now() + ROUND;
            if let Err(error) = self.notice_all(service).await {
                tracing::warn!(%error, "members could not be read");
            }
            sleep_until(next_round).await;
        }
    }

    async fn notice_all(&self, service: &Upstream) -> Result<()> {
        let mut after = String::new();
        loop {
            let page = self.social.repos(&after, MEMBERS).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after.clone_from(&last.did);
            for repo in page.iter().filter(|repo| repo.state == RepoState::Active) {
                if let Err(error) = Box::pin(self.notice(service, repo)).await {
                    tracing::debug!(did = %repo.did, %error, "what strangers did to a member could not be asked for");
                }
                sleep(PAUSE).await;
            }
        }
    }

    /// Takes what strangers did to one member since this was asked the last time; at first, what is on one page.
    pub(crate) async fn notice(&self, service: &Upstream, repo: &Repo) -> Result<()> {
        let last = self.following.noticed.get(&repo.account_id);
        let pages = if last.is_some() { PAGES } else { 1 };
        let (mut newest, mut cursor) = (None, None);
        'pages: for _ in 0..pages {
            let page = self.notices(service, repo, cursor.as_deref()).await?;
            for uri in page.uris() {
                if Some(&uri) == last.as_ref() {
                    break 'pages;
                }
                settled(Box::pin(self.take_notice(&uri)).await, &uri)?;
                newest.get_or_insert(uri);
            }
            cursor = page.cursor;
            if cursor.is_none() {
                break;
            }
        }
        if let Some(newest) = newest {
            self.following.noticed.insert(repo.account_id, newest);
        }
        Ok(())
    }

    /// One page, asked for in the member's name.
    async fn notices(&self, service: &Upstream, repo: &Repo, cursor: Option<&str>) -> Result<Page> {
        let url = {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("limit", &PAGE.to_string());
            query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
            format!("{}/xrpc/{LIST}?{}", service.url, query.finish())
        };
        let did = Did::parse(&repo.did)?;
        let member = (repo.account_id, &did);
        let method = Nsid::parse(LIST)?;
        let token = self.token_for(member, service.did.as_str(), &method);
        let asked = Post {
            url: &url,
            headers: HeaderMap::from_iter(bearer(&token.await?)),
            body: Bytes::new(),
        };
        let answer = self.door.pass(Method::GET, asked, MAX_ANSWER).await?;
        if !answer.status.is_success() {
            let message = format!("{} said {}", service.did, answer.status);
            return Err(Error::Invalid(message));
        }
        let page = serde_json::from_slice(&answer.body);
        page.map_err(|error| Error::Invalid(format!("{} said {error}", service.did)))
    }

    async fn take_notice(&self, uri: &AtUri) -> Result<()> {
        let (Some(did), Some(collection), Some(rkey)) =
            (uri.identifier().did(), uri.collection(), uri.rkey())
        else {
            return Ok(());
        };
        let (collection, rkey) = (collection.as_str(), rkey.as_str());
        let is_known = self.own_account(did).await?.is_some()
            || self.is_taken(uri, did, collection).await?
            || self.social.is_tombstone(uri.as_str()).await?;
        if is_known || ![POST, LIKE, REPOST, FOLLOW].contains(&collection) {
            return Ok(());
        }
        let document = self.document(did, Age::Remembered).await?;
        let Some((cid, record)) = self.fetch_record(&document, collection, rkey).await? else {
            return Ok(());
        };
        if !is_about(&record, &self.following.people()) {
            return Ok(());
        }
        let person = self.ensure_person(did).await?;
        let policy = match collection {
            POST => self.fetch_policy(&person, rkey, &record).await,
            _ => InteractionPolicy::default(),
        };
        let done = Done {
            person: &person,
            collection,
            rkey,
            uri,
            now: Some((cid, &record)),
            was_there: false,
            at: self.social.now(),
            is_followed: false,
        };
        self.apply(&done, policy).await
    }

    /// Whether it was taken before.
    async fn is_taken(&self, uri: &AtUri, did: &Did, collection: &str) -> Result<bool> {
        let uri = uri.as_str();
        if matches!(collection, POST | REPOST) {
            return Ok(self.social.find_post_by_uri(uri).await?.is_some());
        }
        let Some(account) = self.known_account(did).await? else {
            return Ok(false);
        };
        Ok(match collection {
            LIKE => self.social.find_like(account, uri).await?.is_some(),
            FOLLOW => self.social.find_followed(account, uri).await?.is_some(),
            _ => false,
        })
    }
}
