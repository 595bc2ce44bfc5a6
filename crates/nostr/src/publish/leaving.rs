//! Members who leave: this network, or the community.

use nostr_proto::{Keys, Kind};
use social::journal::Entry;

use crate::Nostr;
use crate::error::Result;
use crate::keys::Signer;
use crate::map::deed::vanish;
use crate::map::seconds;

impl Nostr {
    /// A member does not want to be there any more: everything of theirs is taken back, here and wherever it is asked for
    /// (NIP-62). It does not come back when they do.
    pub(super) async fn take_leave(&self, signer: &Signer) -> Result<()> {
        let author = signer.keys.public().0;
        if self.standing(author, Kind::PROFILE).await?.is_none() {
            // They never were there, or have left.
            return Ok(());
        }
        let unsigned = vanish(seconds(self.social.now()));
        self.say(signer, unsigned, None).await.map(drop)
    }

    /// A member has left for good: their key was put into the entry that says so, to be used once more.
    pub(super) async fn take_leave_of_deleted(&self, entry: &Entry) -> Result<()> {
        let Some(key) = self.social.event_key_of_deleted(entry) else {
            return Ok(());
        };
        let Some(secret) = key.secret else {
            return Ok(());
        };
        if self.standing(key.public, Kind::PROFILE).await?.is_none() {
            return Ok(());
        }
        let unsigned = vanish(seconds(self.social.now()));
        let event = unsigned.sign(&Keys::from_secret(&secret)?);
        self.keep_of(&event, None).await.map(drop)
    }
}
