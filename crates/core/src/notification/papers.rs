//! What notifications are about that are about no post: reports and decisions.

use model::{AccountId, Id};

use crate::report::ReportView;
use crate::staff::StrikeView;
use crate::view::NotificationKind;
use crate::{Result, Social};

/// What a notification is about, when that is no post.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    id: Id,
    /// The report, for [`NotificationKind::Report`].
    pub report: Option<ReportView>,
    /// The decision, for [`NotificationKind::Warning`].
    pub strike: Option<StrikeView>,
}

impl Paper {
    /// What a notification of this kind is about; `None` when it is about a post, or nothing.
    pub(super) fn of(kind: NotificationKind, id: i64) -> Option<Box<Self>> {
        kind.is_about_papers().then(|| {
            Box::new(Self {
                id: Id::from(id),
                report: None,
                strike: None,
            })
        })
    }

    /// Whether what it is about is still there.
    pub(super) const fn is_there(&self) -> bool {
        self.report.is_some() || self.strike.is_some()
    }
}

impl Social {
    /// Reads the reports and decisions that a page of what `account` was told of is about. Asks for nothing when there
    /// are none.
    pub(super) async fn read_papers(
        &self,
        account: AccountId,
        papers: Vec<(NotificationKind, &mut Option<Box<Paper>>)>,
    ) -> Result<()> {
        let ids = |wanted: NotificationKind| -> Vec<i64> {
            let of_kind = papers.iter().filter(|(kind, _)| *kind == wanted);
            of_kind
                .filter_map(|(_, paper)| paper.as_ref().map(|paper| paper.id.get()))
                .collect()
        };
        let (reports, strikes) = (
            ids(NotificationKind::Report),
            ids(NotificationKind::Warning),
        );
        let reports = self.report_views(reports).await?;
        let strikes = self.strikes(account, strikes).await?;
        for paper in papers.into_iter().filter_map(|(_, paper)| paper.as_mut()) {
            paper.report = reports.get(&paper.id.get()).cloned();
            paper.strike = strikes.get(&paper.id.get()).cloned();
        }
        Ok(())
    }
}
