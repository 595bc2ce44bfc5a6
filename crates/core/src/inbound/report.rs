//! Reports by others about people here.

use std::time::Duration;

use model::{AccountId, PostId, sanitize};
use serde_json::json;
use store::report::ReportRow;

use crate::journal::{Change, Record};
use crate::report::{Category, Evidence, MAX_COMMENT_CHARS};
use crate::{Error, NetworkId, PostView, Result, Social, Viewer};

/// The most posts of one report.
const MAX_POSTS: usize = 50;
/// The most people named by a post through whom its reporter may have seen it.
const MAX_WITNESSES: usize = 100;
/// The most reports of one account in a day.
const MAX_A_DAY: i64 = 100;
const DAY: Duration = Duration::from_hours(24);

/// A report by another server. Texts are unsafe here; the core makes them safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteReport {
    /// Who reports: mostly the account of a server, which does not say for whom it speaks.
    pub from: AccountId,
    /// Whom, if it is said.
    pub target: Option<AccountId>,
    /// Posts of theirs.
    pub posts: Vec<PostId>,
    /// In the reporter's words.
    pub comment: String,
}

impl Social {
    /// Tells those who look after the community of somebody here. `false` when it is about nobody here, or one report too
    /// many of this account.
    ///
    /// Of the posts, only those are kept that the reporter, or somebody of the same server whom the post names, may see.
    pub async fn receive_report(&self, network: NetworkId, new: RemoteReport) -> Result<bool> {
        let posts = self.posts_of_report(network, &new).await?;
        let author = posts.first().map(|post| post.account.id);
        let Some(target) = new.target.or(author) else {
            return Ok(false);
        };
        let target = self.account(Viewer::Anyone, target).await?;
        if !target.is_local() || self.has_reported_enough(new.from).await? {
            return Ok(false);
        }
        let theirs = posts.iter().filter(|post| post.account.id == target.id);
        let evidence: Vec<(i64, String)> = theirs
            .map(|post| Ok((post.id.get(), serde_json::to_string(&Evidence::of(post))?)))
            .collect::<serde_json::Result<_>>()
            .map_err(Error::internal)?;
        let comment = sanitize::lines(&new.comment, MAX_COMMENT_CHARS);
        let row = ReportRow {
            id: self.new_id().get(),
            account_id: new.from.get(),
            target_id: target.id.get(),
            category: Category::Other.as_str().to_owned(),
            comment: comment.trim().to_owned(),
            rule_ids: json!([]).to_string(),
            collection_ids: json!([]).to_string(),
            created_at: self.now().micros(),
            ..ReportRow::default()
        };
        let done = self.store().write(move |tx| {
            store::report::insert(tx, &row)?;
            for (post, evidence) in &evidence {
                store::report::add_post(tx, row.id, *post, evidence)?;
            }
            let (at, from) = (row.created_at, row.account_id);
            Record::from_network(network.0, at, from, Change::ReportMade, row.id).append(tx)
        });
        done.await?;
        self.journal_grew();
        Ok(true)
    }

    async fn has_reported_enough(&self, from: AccountId) -> Result<bool> {
        let since = self.now().minus(DAY).micros();
        let made = self
            .store()
            .read(move |conn| store::report::count_since(conn, from.get(), since));
        Ok(made.await? >= MAX_A_DAY)
    }

    /// The posts of a report, as far as they can be seen from where it comes.
    async fn posts_of_report(
        &self,
        network: NetworkId,
        new: &RemoteReport,
    ) -> Result<Vec<PostView>> {
        let ids: Vec<PostId> = new.posts.iter().copied().take(MAX_POSTS).collect();
        let mut seen = self.posts(Viewer::Remote(new.from), &ids).await?;
        for id in ids {
            if seen.iter().any(|post| post.id == id) {
                continue;
            }
            if let Some(witness) = self.witness(network, new.from, id).await? {
                seen.extend(self.posts(Viewer::Remote(witness), &[id]).await?);
            }
        }
        seen.retain(|post| post.is_local && post.boost_of.is_none());
        Ok(seen)
    }

    /// Somebody of the reporter's server whom a post names: what is for them alone is often what is reported.
    async fn witness(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
    ) -> Result<Option<AccountId>> {
        let named = self
            .store()
            .read(move |conn| store::post::named(conn, &[post.get()]));
        let mut asked = vec![from];
        let named = named.await?.into_iter().take(MAX_WITNESSES);
        asked.extend(named.map(|(_, account, _)| AccountId::from(account)));
        let people = self.identities_of(network, &asked).await?;
        let host = people.iter().find(|one| one.account_id == from);
        let Some(host) = host.map(|reporter| reporter.host.clone()) else {
            return Ok(None);
        };
        let witness = people
            .into_iter()
            .find(|one| one.host == host && one.account_id != from);
        Ok(witness.map(|witness| witness.account_id))
    }
}
