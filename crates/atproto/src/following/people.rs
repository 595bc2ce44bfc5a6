//! Who is followed from here, who is here, and which host keeps whom.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use at_proto::syntax::{AtUri, Did};
use model::{AccountId, Domain, Time};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use social::inbound::Identity;
use tokio::sync::Notify;

use crate::error::Result;
use crate::people::Notes;
use crate::wishes::Wish;
use crate::{AtProto, ID};

/// How many are read at once.
const PAGE: u32 = 1_000;
/// The most people elsewhere that are followed from here and heard.
const MAX_FOLLOWED: usize = 200_000;

/// Of how many members it is remembered what strangers did last. Of others it is looked at anew, which changes nothing.
const MAX_NOTICED: usize = 20_000;

/// Who matters to this server.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Those elsewhere whom people here follow, and the host that keeps each.
    pub(super) followed: HashMap<Did, String>,
    /// Those here.
    pub(super) ours: HashSet<Did>,
    /// Those elsewhere who are asked for one by one.
    pub(super) polled: Vec<Did>,
}

/// What is known of those who are followed.
#[derive(Debug)]
pub(crate) struct Following {
    pub(super) due: Notify,
    /// The newest that strangers did to each member, as far as it was taken.
    pub(super) noticed: Cache<AccountId, AtUri>,
    people: RwLock<Arc<People>>,
}

impl Default for Following {
    fn default() -> Self {
        Self {
            due: Notify::default(),
            noticed: Cache::new(MAX_NOTICED),
            people: RwLock::default(),
        }
    }
}

impl Following {
    /// Who matters now.
    pub(super) fn people(&self) -> Arc<People> {
        Arc::clone(&self.people.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is noted about a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct HostFacts {
    /// The last of what it told that was taken.
    pub(crate) cursor: Option<i64>,
    /// Until when its people are asked for one by one, because too much was said: microseconds since 1970.
    pub(crate) busy_until: Option<i64>,
}

impl AtProto {
    /// Looks at who follows whom, and gives the hosts to be listened to, as origins.
    pub(crate) async fn look_at_people(&self) -> Result<HashSet<String>> {
        let mut people = People {
            ours: self.our_dids().await?,
            ..People::default()
        };
        let mut hosts: HashMap<String, Vec<Did>> = HashMap::new();
        for identity in self.followed_elsewhere().await? {
            let Ok(did) = Did::parse(&identity.uri) else {
                continue;
            };
            let notes = Notes::of(&identity);
            if notes.pds.is_empty() {
                self.wish(Wish::Refresh(did));
                continue;
            }
            people.followed.insert(did.clone(), notes.pds.clone());
            hosts.entry(notes.pds).or_default().push(did);
        }
        let heard = self.choose_hosts(hosts, &mut people.polled).await?;
        let mut kept = self
            .following
            .people
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Arc::new(people);
        Ok(heard)
    }

    async fn our_dids(&self) -> Result<HashSet<Did>> {
        let (mut ours, mut after) = (HashSet::new(), String::new());
        loop {
            let page = self.social.repos(&after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(ours);
            };
            after.clone_from(&last.did);
            ours.extend(page.iter().filter_map(|repo| Did::parse(&repo.did).ok()));
        }
    }

    async fn followed_elsewhere(&self) -> Result<Vec<Identity>> {
        let mut all: Vec<Identity> = Vec::new();
        while all.len() < MAX_FOLLOWED {
            let after = all.last().map(|last| last.uri.clone()).unwrap_or_default();
            let page = self.social.followed_on(ID, &after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            all.extend(page);
        }
        Ok(all)
    }

    /// Which hosts are listened to; people of the others are asked for one by one. Where there are more hosts than
    /// allowed, those with the most people are heard.
    async fn choose_hosts(
        &self,
        hosts: HashMap<String, Vec<Did>>,
        polled: &mut Vec<Did>,
    ) -> Result<HashSet<String>> {
        let mut hosts: Vec<(String, Vec<Did>)> = hosts.into_iter().collect();
        hosts.sort_by_key(|(_, dids)| std::cmp::Reverse(dids.len()));
        let mut heard = HashSet::new();
        for (pds, dids) in hosts {
            if heard.len() < self.config.reading.hosts && !self.is_too_large(&pds).await? {
                heard.insert(pds);
            } else {
                polled.extend(dids);
            }
        }
        Ok(heard)
    }

    async fn is_too_large(&self, pds: &str) -> Result<bool> {
        let host = host_of(pds);
        let mut suffixes = self.config.reading.polled.iter();
        if suffixes.any(|suffix| host.ends_with(suffix.as_str())) {
            return Ok(true);
        }
        let busy_until = self.host_facts(&host).await?.busy_until;
        let now = self.social.now();
        Ok(busy_until.is_some_and(|until| now < Time::from_micros(until)))
    }

    pub(crate) async fn host_facts(&self, host: &str) -> Result<HostFacts> {
        let facts = self.social.peer_facts(ID, host).await?;
        Ok(serde_json::from_str(&facts).unwrap_or_default())
    }

    pub(super) async fn set_host_facts(&self, host: &str, facts: &HostFacts) -> Result<()> {
        // Numbers can always be written.
        let json = serde_json::to_string(facts).unwrap_or_else(|_| "{}".to_owned());
        Ok(self.social.set_peer_facts(ID, host, &json).await?)
    }
}

/// The host of an origin, with its port.
pub(crate) fn host_of(pds: &str) -> String {
    let url = url::Url::parse(pds).ok();
    let host = url.and_then(|url| Domain::of_url(&url).ok());
    host.map_or_else(|| pds.to_owned(), |host| host.to_string())
}
