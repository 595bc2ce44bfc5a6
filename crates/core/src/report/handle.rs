//! What staff do with a report.

use model::Id;
use serde_json::json;

use super::{Category, StaffReportView};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Error, Result, Social};

/// A step in the life of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The caller looks after it.
    Assign,
    /// Nobody does.
    Unassign,
    /// It is closed.
    Resolve,
    /// It is open again.
    Reopen,
}

impl Social {
    /// Takes one step with a report. For moderators.
    pub async fn handle_report(
        &self,
        caller: &Caller,
        id: Id,
        step: Step,
    ) -> Result<StaffReportView> {
        require(caller, Role::Moderator)?;
        let (report, me, now) = (id.get(), caller.account_id.get(), self.now().micros());
        let done = self.store().write(move |tx| match step {
            Step::Assign => store::report::assign(tx, report, Some(me), now),
            Step::Unassign => store::report::assign(tx, report, None, now),
            Step::Resolve => store::report::resolve(tx, report, me, now),
            Step::Reopen => store::report::reopen(tx, report, now),
        });
        if !done.await? {
            return Err(Error::NotFound("This report"));
        }
        self.staff_report(caller, id).await
    }

    /// Changes what a report is about. `None` leaves it as it is; rules make it a violation. For moderators.
    pub async fn update_report(
        &self,
        caller: &Caller,
        id: Id,
        category: Option<Category>,
        rules: Option<Vec<usize>>,
    ) -> Result<StaffReportView> {
        let now_is = self.staff_report(caller, id).await?.report;
        let category = category.unwrap_or(now_is.category);
        let rules = match (category, rules) {
            (Category::Violation, Some(rules)) => rules,
            (Category::Violation, None) => now_is.rules,
            _ => Vec::new(),
        };
        self.check_rules(&rules).await?;
        let (json, now) = (json!(rules).to_string(), self.now().micros());
        self.store()
            .write(move |tx| store::report::update(tx, id.get(), category.as_str(), &json, now))
            .await?;
        self.staff_report(caller, id).await
    }
}
