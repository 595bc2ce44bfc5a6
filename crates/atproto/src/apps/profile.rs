//! Profiles that an app of the network writes.

use at_proto::data::{BlobRef, Ipld};
use social::media::Arrived;
use social::member::ProfileUpdate;

use super::Meaning;
use crate::AtProto;
use crate::auth::AtCaller;
use crate::map::profile::{PROFILE, Written, written};
use crate::repo::hex;
use crate::xrpc::XrpcError;

impl AtProto {
    /// What changes of a profile: what an app writes as it was is left as it is here, where it may be more.
    pub(super) async fn profile_of(
        &self,
        caller: &AtCaller,
        record: &Ipld,
    ) -> Result<Meaning, XrpcError> {
        let rkey = crate::publish::SELF;
        let there = self
            .social
            .named_record(caller.did.as_str(), PROFILE, rkey)
            .await?;
        let before = match there {
            Some(there) => at_proto::data::decode(&there.record.body)
                .map(|record| written(&record))
                .unwrap_or_default(),
            None => Written::default(),
        };
        let now = written(record);
        let mut update = ProfileUpdate::default();
        if now.display_name != before.display_name {
            update.display_name = Some(now.display_name);
        }
        if now.description != before.description {
            update.note = Some(now.description);
        }
        if now.avatar != before.avatar {
            update.avatar = Some(self.picture_of(caller, now.avatar.as_ref()).await?);
        }
        if now.banner != before.banner {
            update.header = Some(self.picture_of(caller, now.banner.as_ref()).await?);
        }
        if update == ProfileUpdate::default() {
            return Ok(Meaning::Nothing);
        }
        Ok(Meaning::Profile(Box::new(update)))
    }

    /// The bytes of a picture; none for no picture.
    async fn picture_of(
        &self,
        caller: &AtCaller,
        blob: Option<&BlobRef>,
    ) -> Result<Arrived, XrpcError> {
        let Some(blob) = blob else {
            return Ok(Arrived::default());
        };
        let digest = hex(blob.cid.digest());
        Ok(self.social.blob_file(caller.account_id(), &digest).await?)
    }
}
