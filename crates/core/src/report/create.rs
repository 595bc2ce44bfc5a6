//! Reporting somebody.

use std::time::Duration;

use model::{AccountId, Id, sanitize};
use serde_json::json;
use store::report::ReportRow;

use super::{Category, Evidence, NewReport, ReportView};
use crate::journal::{Change, Record};
use crate::{Caller, Error, Result, Social};

/// The most characters of a comment.
pub(crate) const MAX_COMMENT_CHARS: usize = 1_000;
/// The most posts, and the most collections, of one report.
const MAX_THINGS: usize = 100;
/// The most reports of one member in a day.
const MAX_A_DAY: i64 = 100;
const DAY: Duration = Duration::from_hours(24);

impl Social {
    /// Tells those who look after the community of an account and of posts of it.
    pub async fn report(&self, caller: &Caller, new: NewReport) -> Result<ReportView> {
        let (viewer, me) = (caller.viewer(), caller.account_id);
        let target = self.account(viewer, new.target).await?;
        if target.id == me {
            return Err(Error::invalid("account_id", "invalid", "is your own"));
        }
        self.check_report(caller, &new).await?;
        let posts = self.posts(viewer, &new.posts).await?;
        let is_theirs = posts.iter().all(|post| post.account.id == target.id);
        if posts.len() != new.posts.len() || !is_theirs {
            return Err(Error::NotFound("This post"));
        }
        let evidence: Vec<Evidence> = posts.iter().map(Evidence::of).collect();
        let evidence: Vec<(i64, String)> = evidence
            .iter()
            .map(|post| Ok((post.id, serde_json::to_string(post)?)))
            .collect::<serde_json::Result<_>>()
            .map_err(Error::internal)?;
        let row = self.report_row(caller, &new, !target.is_local());
        let (id, server) = (row.id, self.server_account().await?.get());
        let done = self.store().write(move |tx| {
            store::report::insert(tx, &row)?;
            for (post, evidence) in &evidence {
                store::report::add_post(tx, row.id, *post, evidence)?;
            }
            // Other servers hear of it from this one, not from the member (their home need not know who it was).
            Record::local(row.created_at, server, Change::ReportMade, row.id)
                .with(json!({ "forward": row.is_forwarded }))
                .append(tx)
        });
        done.await?;
        self.journal_grew();
        self.report_view(id).await
    }

    async fn check_report(&self, caller: &Caller, new: &NewReport) -> Result<()> {
        if new.comment.chars().count() > MAX_COMMENT_CHARS {
            let reason = "may have 1000 characters at most";
            return Err(Error::invalid("comment", "too_long", reason));
        }
        if new.posts.len() > MAX_THINGS || new.collections.len() > MAX_THINGS {
            let reason = "may be 100 at most";
            return Err(Error::invalid("status_ids", "too_long", reason));
        }
        self.check_rules(&new.rules).await?;
        let (me, now) = (caller.account_id.get(), self.now());
        let since = now.minus(DAY).micros();
        let made = self
            .store()
            .read(move |conn| store::report::count_since(conn, me, since));
        if made.await? >= MAX_A_DAY {
            return Err(Error::TooMany { retry: DAY });
        }
        Ok(())
    }

    /// Refuses numbers of rules that are not there.
    pub(super) async fn check_rules(&self, rules: &[usize]) -> Result<()> {
        let known = self.community().await?.rules.len();
        if rules.len() > known || rules.iter().any(|rule| *rule == 0 || *rule > known) {
            let reason = "are not all rules of this community";
            return Err(Error::invalid("rule_ids", "invalid", reason));
        }
        Ok(())
    }

    fn report_row(&self, caller: &Caller, new: &NewReport, is_remote: bool) -> ReportRow {
        let category = if new.rules.is_empty() {
            new.category
        } else {
            Category::Violation
        };
        ReportRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            target_id: new.target.get(),
            category: category.as_str().to_owned(),
            comment: sanitize::lines(&new.comment, MAX_COMMENT_CHARS)
                .trim()
                .to_owned(),
            is_forwarded: new.forward && is_remote,
            rule_ids: json!(new.rules).to_string(),
            collection_ids: json!(texts(&new.collections)).to_string(),
            created_at: self.now().micros(),
            ..ReportRow::default()
        }
    }

    /// What another server must know of a report: the account, the uris of its posts, and what was said.
    pub async fn report_for_home(&self, id: Id) -> Result<(AccountId, Vec<String>, String)> {
        let view = self.report_view(id.get()).await?;
        let kept = self
            .store()
            .read(move |conn| store::report::posts(conn, &[id.get()]));
        let uris = kept.await?.into_iter().filter_map(|(.., json)| {
            let post: Evidence = serde_json::from_str(&json).ok()?;
            Some(post.uri)
        });
        Ok((view.target.id, uris.collect(), view.comment))
    }
}

/// Ids as JSON keeps them, so that nothing rounds them.
fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
