//! How each member stands on this network, for the page where they choose.

use model::AccountId;
use nostr_proto::{PublicKey, names};
use social::{Presence, PresenceState, Viewer};

use crate::error::Result;
use crate::{ID, Nostr};

const TITLE: &str = "Nostr";
const ABOUT: &str = "Your public posts, likes, boosts and follows, and your profile are also signed with a key of your own, so \
     that people with any app of Nostr can read you, follow you and answer you, and you can use these apps as yourself. Posts \
     for fewer people never are, and neither are mutes and blocks. If you leave, everything that was signed there for you is \
     taken back, and does not come back when you do.";
const OWN_KEY: &str = "You keep your key yourself, so this server cannot sign for you. What you write in an app of Nostr appears \
     here; what you write here waits for your app and is not on Nostr.";

impl Nostr {
    /// How a member stands.
    pub(crate) async fn presence_of(&self, account: AccountId) -> Result<Presence> {
        let view = self.social.account(Viewer::Anyone, account).await?;
        let key = self.social.event_key(account).await?;
        let state = if view.is_suspended {
            PresenceState::Suspended
        } else if !self.social.is_on(ID, account).await? {
            PresenceState::Off
        } else if key.secret.is_none() {
            PresenceState::Waiting(OWN_KEY.to_owned())
        } else {
            PresenceState::On
        };
        let name = format!("{}@{}", view.username, self.social.domain());
        Ok(Presence {
            network: ID,
            title: TITLE,
            about: ABOUT,
            address: (state != PresenceState::Off).then_some(name),
            permanent: Some(names::npub(PublicKey(key.public))),
            state,
        })
    }
}
