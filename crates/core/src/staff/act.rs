//! Deciding about an account.

use model::{AccountId, sanitize};
use serde_json::json;
use store::Tx;
use store::account::Mark;
use store::strike::StrikeRow;

use super::{Action, Decision, check_rank};
use crate::caller::Role;
use crate::journal::{Change, Record};
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, Result, Social};

/// The most characters of what an account is told.
const MAX_TEXT_CHARS: usize = 5_000;

/// A decision in its stored form.
#[derive(Clone)]
struct Deed {
    strike: StrikeRow,
    action: Action,
    server: i64,
}

impl Social {
    /// Does something about an account and notes it; a member is told. A report that is answered is closed, and a
    /// suspension closes all there are about the account. For moderators.
    pub async fn moderate(&self, caller: &Caller, id: AccountId, decision: Decision) -> Result<()> {
        require(caller, Role::Moderator)?;
        if decision.text.chars().count() > MAX_TEXT_CHARS {
            let reason = "may have 5000 characters at most";
            return Err(Error::invalid("text", "too_long", reason));
        }
        let deed = Deed {
            strike: StrikeRow {
                id: self.new_id().get(),
                account_id: id.get(),
                staff_id: caller.account_id.get(),
                action: decision.action.as_str().to_owned(),
                text: sanitize::lines(&decision.text, MAX_TEXT_CHARS)
                    .trim()
                    .to_owned(),
                report_id: decision.report.map(model::Id::get),
                post_ids: "[]".to_owned(),
                created_at: self.now().micros(),
            },
            action: decision.action,
            server: self.server_account().await?.get(),
        };
        let who = caller.clone();
        let done = self.store().write(move |tx| deed.do_it(tx, &who)).await;
        done.map_err(reason)?;
        if matches!(decision.action, Action::Disable | Action::Suspend) {
            self.end_access(id);
        }
        self.journal_grew();
        Ok(())
    }
}

impl Deed {
    fn do_it(&self, tx: &mut Tx, caller: &Caller) -> store::Result<()> {
        let mut strike = self.strike.clone();
        let (id, now) = (strike.account_id, strike.created_at);
        let Some(account) = store::account::load(tx, &[id])?.pop() else {
            return Err(refuse(Error::NotFound("This account")));
        };
        let member = store::member::find(tx, id)?;
        let role = member.as_ref().map(|member| Role::from_word(&member.role));
        check_rank(caller, id, role).map_err(refuse)?;
        match self.action {
            Action::None => {}
            Action::Disable if member.is_none() => {
                let reason = "can be “disable” for members of this community only";
                return Err(refuse(Error::invalid("type", "invalid", reason)));
            }
            Action::Disable => {
                store::member::set_disabled(tx, id, Some(now))?;
                store::session::delete_others(tx, id, 0)?;
            }
            Action::Sensitive => {
                store::account::set_mark(tx, id, Mark::Sensitized, Some(now))?;
            }
            Action::Silence => {
                store::account::set_mark(tx, id, Mark::Silenced, Some(now))?;
            }
            Action::Suspend => {
                store::account::set_mark(tx, id, Mark::Suspended, Some(now))?;
                store::session::delete_others(tx, id, 0)?;
                store::report::resolve_all(tx, id, strike.staff_id, now)?;
                if account.is_local {
                    Record::local(now, id, Change::AccountUpdated, id).append(tx)?;
                }
            }
        }
        strike.post_ids = self.close_report(tx)?;
        note(tx, &strike, member.is_some(), self.server)
    }

    /// Closes the report that is answered and gives the ids of its posts, as JSON.
    fn close_report(&self, tx: &mut Tx) -> store::Result<String> {
        let Some(report) = self.strike.report_id else {
            return Ok("[]".to_owned());
        };
        let about = store::report::load(tx, &[report])?.pop();
        if about.is_none_or(|row| row.target_id != self.strike.account_id) {
            return Err(refuse(Error::NotFound("This report")));
        }
        store::report::resolve(tx, report, self.strike.staff_id, self.strike.created_at)?;
        let posts: Vec<String> = store::report::posts(tx, &[report])?
            .into_iter()
            .map(|(_, post, _)| post.to_string())
            .collect();
        Ok(json!(posts).to_string())
    }
}

/// Notes a decision; a member is told.
pub(super) fn note(
    tx: &mut Tx,
    strike: &StrikeRow,
    is_member: bool,
    server: i64,
) -> store::Result<()> {
    store::strike::insert(tx, strike)?;
    if !is_member {
        return Ok(());
    }
    let (id, now) = (strike.account_id, strike.created_at);
    Record::local(now, id, Change::StrikeMade, strike.id)
        .with(json!({ "server": server.to_string() }))
        .append(tx)
}
