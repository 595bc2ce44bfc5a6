//! Profiles as records.

use std::sync::Arc;

use at_proto::data::{self, BlobRef};
use at_proto::syntax::RecordKey;
use model::AccountId;
use social::account::PostFilter;
use social::{AccountView, Page, Viewer};

use super::nsid;
use crate::AtProto;
use crate::error::Result;
use crate::map::StrongRef;
use crate::map::profile::{MAX_FACE_BYTES, PROFILE, merge_profile, profile_record};
use crate::repo::{Edit, Plan};

/// More than can be pinned.
const MOST_PINNED: u32 = 40;
/// The one profile of a repository.
pub(crate) const SELF: &str = "self";

impl AtProto {
    /// Writes the profile of a member, or what changed of it. What apps wrote beside it stays.
    pub(crate) async fn publish_profile(&self, account: AccountId) -> Result<()> {
        if self.open_repo(account).await?.is_none() {
            return Ok(());
        }
        let view = self.social.account(Viewer::Anyone, account).await?;
        let avatar = self.picture(account, view.has_avatar(), &view.avatar_url);
        let avatar = avatar.await?;
        let banner = self.picture(account, view.has_header(), &view.header_url);
        let banner = banner.await?;
        let pinned = self.pinned(&view).await?;
        let ours = profile_record(
            &view,
            avatar.as_ref(),
            banner.as_ref(),
            pinned.as_ref(),
            view.created_at,
        );
        let plan: Plan = Arc::new(move |reader| {
            let record = match reader.record(PROFILE, SELF)? {
                Some(kept) => merge_profile(&data::decode(&kept.body)?, ours.clone()),
                None => ours.clone(),
            };
            Ok(vec![Edit {
                collection: nsid(PROFILE)?,
                rkey: RecordKey::parse(SELF)?,
                record: Some(record),
                subject: None,
            }])
        });
        self.write(account, plan).await.map(drop)
    }

    async fn picture(
        &self,
        account: AccountId,
        is_chosen: bool,
        url: &str,
    ) -> Result<Option<BlobRef>> {
        if !is_chosen {
            return Ok(None);
        }
        self.file_blob(account, url, MAX_FACE_BYTES).await
    }

    /// The newest pinned post that this network knows.
    async fn pinned(&self, view: &AccountView) -> Result<Option<StrongRef>> {
        let filter = PostFilter {
            pinned: true,
            ..PostFilter::default()
        };
        let pinned =
            self.social
                .account_posts(Viewer::Anyone, view.id, filter, Page::first(MOST_PINNED));
        for post in pinned.await?.items {
            if let Some(known) = self.reference(post.id, &post.uri).await? {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }
}
