//! Reports, for staff.

use model::{AccountId, Id};

use super::StaffReportView;
use super::show::Papers;
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Error, Page, Result, Slice, Social};

/// Which reports staff want to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportFilter {
    /// Those that are closed, instead of those that are open.
    pub is_resolved: bool,
    /// Made by this account.
    pub by: Option<AccountId>,
    /// About this account.
    pub about: Option<AccountId>,
}

impl Social {
    /// Reports, newest first. For moderators.
    pub async fn staff_reports(
        &self,
        caller: &Caller,
        filter: ReportFilter,
        page: Page,
    ) -> Result<Slice<StaffReportView>> {
        require(caller, Role::Moderator)?;
        let window = page.window();
        let by = filter.by.map_or(0, AccountId::get);
        let about = filter.about.map_or(0, AccountId::get);
        let read = self.store().read(move |conn| {
            let ids = store::report::list(conn, filter.is_resolved, by, about, &window)?;
            Ok((Papers::read(conn, &ids)?, ids))
        });
        let (papers, ids) = read.await?;
        let rules = self.community().await?.rules;
        Ok(Slice::of(
            self.staff_report_views(&ids, papers, &rules),
            &ids,
        ))
    }

    /// One report. For moderators.
    pub async fn staff_report(&self, caller: &Caller, id: Id) -> Result<StaffReportView> {
        require(caller, Role::Moderator)?;
        let ids = [id.get()];
        let papers = self
            .store()
            .read(move |conn| Papers::read(conn, &ids))
            .await?;
        let rules = self.community().await?.rules;
        self.staff_report_views(&ids, papers, &rules)
            .pop()
            .ok_or(Error::NotFound("This report"))
    }
}
