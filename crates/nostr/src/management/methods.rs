//! What staff may ask, method by method.

use model::AccountId;
use nostr_proto::{EventId, PublicKey, names};
use serde_json::{Value, json};
use social::community::CommunityUpdate;
use social::gate::{IpSeverity, IpTerms};
use social::staff::{AccountStatus, Action, Decision, Pardon, StaffFilter};
use social::{Caller, Error, Page, Result};

use crate::{ID, Nostr};

/// What is offered.
const METHODS: [&str; 10] = [
    "supportedmethods",
    "banpubkey",
    "unbanpubkey",
    "listbannedpubkeys",
    "banevent",
    "changerelayname",
    "changerelaydescription",
    "blockip",
    "unblockip",
    "listblockedips",
];
/// How many of a list are told.
const PAGE: u32 = 200;

impl Nostr {
    /// Does what a member of staff asks.
    pub(super) async fn manage(
        &self,
        caller: &Caller,
        method: &str,
        params: &[Value],
    ) -> Result<Value> {
        match method {
            "supportedmethods" => Ok(json!(METHODS)),
            "banpubkey" => self.ban_key(caller, params).await,
            "unbanpubkey" => self.unban_key(caller, params).await,
            "listbannedpubkeys" => self.banned_keys(caller).await,
            "banevent" => self.ban_event(caller, params).await,
            "changerelayname" => {
                let update = CommunityUpdate {
                    name: Some(text(params, 0)?.to_owned()),
                    ..CommunityUpdate::default()
                };
                self.social.update_community(caller, update).await?;
                Ok(json!(true))
            }
            "changerelaydescription" => {
                let update = CommunityUpdate {
                    description: Some(text(params, 0)?.to_owned()),
                    ..CommunityUpdate::default()
                };
                self.social.update_community(caller, update).await?;
                Ok(json!(true))
            }
            "blockip" => {
                let terms = IpTerms {
                    network: Some(text(params, 0)?.to_owned()),
                    severity: Some(IpSeverity::NoAccess),
                    comment: text(params, 1).ok().map(ToOwned::to_owned),
                    expires_in: None,
                };
                self.social.block_ip(caller, terms).await?;
                Ok(json!(true))
            }
            "unblockip" => self.unblock_address(caller, text(params, 0)?).await,
            "listblockedips" => {
                let blocks = self.social.ip_blocks(caller, Page::first(PAGE)).await?;
                let told = blocks
                    .items
                    .iter()
                    .map(|block| json!({ "ip": block.network, "reason": block.comment }));
                Ok(told.collect())
            }
            _ => Err(Error::invalid("method", "invalid", "is not known here")),
        }
    }

    async fn ban_key(&self, caller: &Caller, params: &[Value]) -> Result<Value> {
        let account = self.account_of(params).await?;
        let decision = Decision {
            action: Action::Suspend,
            text: text(params, 1).unwrap_or_default().to_owned(),
            report: None,
            by_letter: true,
        };
        self.social.moderate(caller, account, decision).await?;
        Ok(json!(true))
    }

    async fn unban_key(&self, caller: &Caller, params: &[Value]) -> Result<Value> {
        let account = self.account_of(params).await?;
        self.social
            .pardon(caller, account, Pardon::Unsuspend)
            .await?;
        Ok(json!(true))
    }

    /// The account that has the key in the first parameter, here or elsewhere.
    async fn account_of(&self, params: &[Value]) -> Result<AccountId> {
        let key: PublicKey =
            text(params, 0)?
                .parse()
                .or(Err(Error::invalid("pubkey", "invalid", "is no key")))?;
        let face = self
            .social
            .find_identity(ID, &names::uri_of_key(key))
            .await?;
        let face = face.ok_or(Error::NotFound("Somebody with this key"))?;
        Ok(face.account_id)
    }

    async fn banned_keys(&self, caller: &Caller) -> Result<Value> {
        let filter = StaffFilter {
            status: Some(AccountStatus::Suspended),
            ..StaffFilter::default()
        };
        let page = Page::first(PAGE);
        let banned = self.social.staff_accounts(caller, filter, page).await?;
        let ids: Vec<AccountId> = banned.items.iter().map(|view| view.account.id).collect();
        let faces = self.social.identities_of(ID, &ids).await?;
        let keys = faces.iter().filter_map(|face| {
            let key = names::parse_key(face.uri.strip_prefix(names::SCHEME)?).ok()?;
            Some(json!({ "pubkey": key }))
        });
        Ok(keys.collect())
    }

    /// Removes what an event says here, and keeps the event from coming again.
    async fn ban_event(&self, caller: &Caller, params: &[Value]) -> Result<Value> {
        let id: EventId = text(params, 0)?.parse().or(Err(Error::invalid(
            "id",
            "invalid",
            "is no id of an event",
        )))?;
        let kept = self.social.event(id.0).await?;
        let kept = kept.ok_or(Error::NotFound("This event"))?;
        // What strangers wrote is only not passed on: their own servers keep it.
        let member = self.member_of(PublicKey(kept.author)).await?;
        if let (Some(subject), Some(author)) = (kept.subject, member) {
            let removed = self.social.remove_post(caller, author, subject.into());
            removed.await?;
        }
        self.social.bar_event(id.0).await?;
        Ok(json!(true))
    }

    async fn unblock_address(&self, caller: &Caller, network: &str) -> Result<Value> {
        let blocks = self.social.ip_blocks(caller, Page::first(PAGE)).await?;
        let plain = |network: &str| {
            let bare = network
                .strip_suffix("/32")
                .or_else(|| network.strip_suffix("/128"));
            bare.unwrap_or(network).to_owned()
        };
        let found = blocks
            .items
            .iter()
            .find(|block| plain(&block.network) == plain(network));
        let found = found.ok_or(Error::NotFound("This block"))?;
        self.social.unblock_ip(caller, found.id).await?;
        Ok(json!(true))
    }
}

/// A parameter that is a text.
fn text(params: &[Value], place: usize) -> Result<&str> {
    params
        .get(place)
        .and_then(Value::as_str)
        .ok_or_else(|| Error::invalid("params", "blank", "are missing something"))
}
