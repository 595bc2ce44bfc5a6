//! Somebody elsewhere becomes an account here.

use std::collections::HashMap;

use model::{AccountId, Acct};
use nostr_proto::{Event, Kind, PublicKey, names};
use serde::{Deserialize, Serialize};
use social::Viewer;
use social::inbound::Identity;

use crate::error::Result;
use crate::map::html::{Person, Place};
use crate::map::profile::{Handle, remote_account, written};
use crate::map::remote;
use crate::publish::People;
use crate::{ID, Nostr};

/// What is noted of somebody elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Notes {
    /// The name that a server has confirmed to be of this key (NIP-05).
    nip05: Option<String>,
}

impl Nostr {
    /// What is known of somebody elsewhere; members are not among them.
    pub(crate) async fn known_elsewhere(&self, key: PublicKey) -> Result<Option<Identity>> {
        let face = self
            .social
            .find_identity(ID, &names::uri_of_key(key))
            .await?;
        Ok(face.filter(|face| !face.is_local))
    }

    /// The account of somebody, here or elsewhere; made of what is known if nobody here has seen them before.
    pub(crate) async fn ensure_account(&self, key: PublicKey) -> Result<AccountId> {
        let face = self
            .social
            .find_identity(ID, &names::uri_of_key(key))
            .await?;
        match face {
            Some(face) => Ok(face.account_id),
            None => self.learn_account(key, None).await,
        }
    }

    /// Keeps somebody elsewhere, under the name that a server confirms, or one with a part of their key in it.
    pub(crate) async fn learn_account(
        &self,
        key: PublicKey,
        profile: Option<&Event>,
    ) -> Result<AccountId> {
        if self.member_of(key).await?.is_some() {
            return Err(social::Error::NotFound("This account").into());
        }
        let kept = match profile {
            Some(profile) => Some(profile.clone()),
            None => self.standing(key.0, Kind::PROFILE).await?,
        };
        let (handle, notes) = self.handle_of(key, kept.as_ref()).await?;
        let named = kept
            .as_ref()
            .map(|event| crate::map::html::named(&written(event).about));
        let people = self.people(&named.unwrap_or_default()).await?;
        let place = Place {
            base: self.social.base_url(),
            people: &people,
        };
        let document = serde_json::to_string(&notes).unwrap_or_default();
        let remote = remote_account(key, handle, kept.as_ref(), document, &place);
        let account = Box::pin(self.social.receive_account(remote)).await?;
        self.social.set_event_author(key.0, account).await?;
        Ok(account)
    }

    /// A name is somebody's when its server names their key, and nobody else's (security row A22). One that somebody of another
    /// network has here is left to them.
    async fn handle_of(&self, key: PublicKey, profile: Option<&Event>) -> Result<(Handle, Notes)> {
        let said = profile.map(written).unwrap_or_default();
        let nowhere = Handle::unconfirmed(key, &said).ok_or(social::Error::NotFound("A name"))?;
        let Some(name) = said.nip05 else {
            return Ok((nowhere, Notes::default()));
        };
        let known = self.known_elsewhere(key).await?;
        let noted: Option<Notes> = known
            .as_ref()
            .and_then(|face| serde_json::from_str(&face.document).ok());
        let is_noted = noted.is_some_and(|notes| notes.nip05.as_deref() == Some(&name));
        let Some(acct) = crate::people::nip05::acct(&name) else {
            return Ok((nowhere, Notes::default()));
        };
        let Some(domain) = acct.domain.clone().filter(|d| d != self.social.domain()) else {
            return Ok((nowhere, Notes::default()));
        };
        if !is_noted && self.key_behind(&acct).await.ok().flatten() != Some(key) {
            return Ok((nowhere, Notes::default()));
        }
        let other = self.social.find_account(&acct.to_string()).await?;
        let own = known.map(|face| face.account_id);
        if other.is_some_and(|other| Some(other.id) != own) {
            return Ok((nowhere, Notes::default()));
        }
        let handle = Handle {
            username: acct.username,
            domain,
        };
        Ok((handle, Notes { nip05: Some(name) }))
    }

    /// Those of some people who are known here, by their keys.
    pub(crate) async fn people(&self, keys: &[PublicKey]) -> Result<People> {
        let mut faces = Vec::new();
        for key in keys {
            let uri = names::uri_of_key(*key);
            let face = self.social.find_identity(ID, &uri).await?;
            faces.extend(face.map(|face| (*key, face.account_id)));
        }
        let ids: Vec<AccountId> = faces.iter().map(|(_, account)| *account).collect();
        let views = self.social.accounts(Viewer::Anyone, &ids).await?;
        let domain = self.social.domain();
        let known = faces.into_iter().filter_map(|(key, account)| {
            let view = views.iter().find(|view| view.id == account)?;
            let acct = match &view.domain {
                Some(_) => view.acct(),
                None => Acct {
                    username: view.username.clone(),
                    domain: Some(domain.clone()),
                }
                .to_string(),
            };
            let person = Person {
                account,
                page_url: view.page_url.clone(),
                name: view.username.clone(),
                acct,
            };
            Some((key, person))
        });
        Ok(known.collect::<HashMap<_, _>>())
    }

    /// Those of the people that an event names who are known here.
    pub(crate) async fn known_people(&self, event: &Event) -> Result<People> {
        self.people(&remote::named(event)).await
    }
}
