//! Profiles that apps write.

use infra::fetch::{Accept, Fetch};
use nostr_proto::Event;
use social::Caller;
use social::media::Arrived;
use social::member::ProfileUpdate;

use crate::Nostr;
use crate::error::Result;
use crate::map::profile::written;

/// The largest picture that is fetched, in bytes.
const MAX_PICTURE: usize = 8 * 1024 * 1024;

impl Nostr {
    /// What changed of a profile: what an app writes as it was is left as it is here, where it may be more.
    pub(super) async fn happen_profile(
        &self,
        caller: &Caller,
        event: &Event,
        before: Option<&Event>,
    ) -> Result<()> {
        let before = before.map(written).unwrap_or_default();
        let now = written(event);
        let mut texts = ProfileUpdate::default();
        if now.display_name != before.display_name {
            texts.display_name = Some(now.display_name);
        }
        if now.about != before.about {
            texts.note = Some(now.about);
        }
        if texts != ProfileUpdate::default() {
            self.social.update_profile(caller, texts).await?;
        }
        let mut pictures = ProfileUpdate::default();
        if now.picture != before.picture {
            pictures.avatar = self.fetched(now.picture.as_deref()).await;
        }
        if now.banner != before.banner {
            pictures.header = self.fetched(now.banner.as_deref()).await;
        }
        if pictures != ProfileUpdate::default() {
            self.social.update_profile(caller, pictures).await?;
        }
        Ok(())
    }

    /// The bytes of a picture elsewhere; what is served here is here already, and what cannot be had is left out.
    async fn fetched(&self, url: Option<&str>) -> Option<Arrived> {
        let Some(url) = url else {
            return Some(Arrived::default());
        };
        if url.starts_with(self.social.base_url().as_str()) {
            return None;
        }
        let fetch = Fetch {
            max_body: Some(MAX_PICTURE),
            ..Fetch::new(url, Accept::Any)
        };
        let fetched = self.door.get(&fetch).await;
        fetched.ok().map(|fetched| fetched.body.to_vec().into())
    }
}
