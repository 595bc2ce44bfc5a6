//! Profiles as events, and the lists that say where somebody here is found.

use social::Viewer;

use crate::Nostr;
use crate::error::Result;
use crate::keys::Signer;
use crate::map::lists::places;
use crate::map::profile::profile_event;
use crate::map::seconds;

impl Nostr {
    /// Writes the profile of a member, or what changed of it, and where they are found unless that stands.
    pub(super) async fn publish_profile(&self, signer: &Signer) -> Result<()> {
        let view = self.social.account(Viewer::Anyone, signer.account).await?;
        if view.is_suspended {
            return Ok(());
        }
        let author = signer.keys.public().0;
        let now = seconds(self.social.now());
        let standing = self.standing(author, nostr_proto::Kind::PROFILE).await?;
        let domain = self.social.domain();
        if let Some(unsigned) = profile_event(&view, domain, standing.as_ref(), now) {
            self.say(signer, unsigned, None).await?;
        }
        let files = self.social.url("");
        for unsigned in places(self.relay_url(), &files, now) {
            if self.standing(author, unsigned.kind).await?.is_none() {
                self.say(signer, unsigned, None).await?;
            }
        }
        self.begin_follows(signer).await
    }
}
