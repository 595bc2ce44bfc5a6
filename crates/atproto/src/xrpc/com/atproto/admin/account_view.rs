//! Members, as staff see them (`com.atproto.admin.defs#accountView`).

use std::collections::HashMap;

use model::AccountId;
use serde_json::{Value, json};
use social::Caller;
use social::repo::Repo;
use social::staff::{MemberInvites, StaffView};

use super::invite_code::{Dids, people_in};
use crate::AtProto;
use crate::auth::datetime;
use crate::error::Result;
use crate::identity::has_handle;
use crate::xrpc::with;

/// What is said of a handle that leads nowhere.
const NO_HANDLE: &str = "handle.invalid";

impl AtProto {
    /// Some members in JSON, in the order of `ids`; those who are not on this network are left out. For moderators.
    pub(super) async fn account_views(
        &self,
        caller: &Caller,
        ids: &[AccountId],
    ) -> Result<Vec<Value>> {
        let views = self.social.staff_accounts_by_id(caller, ids).await?;
        let invites = self.social.invites_of_members(caller, ids).await?;
        let all = invites.iter().flat_map(|about| {
            let made = about.made.iter();
            made.chain(about.came_with.as_ref())
        });
        let dids = self.dids_of(&people_in(all)).await?;
        let repos = self.social.repos_of(ids).await?;
        let repos: HashMap<AccountId, Repo> = repos
            .into_iter()
            .map(|repo| (repo.account_id, repo))
            .collect();
        let shown = views.iter().filter_map(|view| {
            let id = view.account.id;
            let about = invites.iter().find(|about| about.account == id)?;
            Some(self.account_view(view, repos.get(&id)?, about, &dids))
        });
        Ok(shown.collect())
    }

    fn account_view(
        &self,
        view: &StaffView,
        repo: &Repo,
        about: &MemberInvites,
        dids: &Dids,
    ) -> Value {
        let now = self.social.now();
        let handle = has_handle(repo).then_some(repo.handle.as_str());
        let shown = json!({
            "did": repo.did,
            "handle": handle.unwrap_or(NO_HANDLE),
            "indexedAt": datetime(view.account.created_at),
            "invites": about.made.iter().map(|made| dids.invite(made, now)).collect::<Vec<_>>(),
            "invitesDisabled": about.is_barred,
        });
        let came_with = about.came_with.as_ref();
        let shown = with(shown, "invitedBy", came_with.map(|by| dids.invite(by, now)));
        let Some(member) = &view.member else {
            return shown;
        };
        let confirmed = member.confirmed_at.map(|at| datetime(at).into());
        let shown = with(shown, "emailConfirmedAt", confirmed);
        with(shown, "email", Some(member.email.as_str().into()))
    }
}
