//! What notifications are about that are about no post: reports and decisions.

use model::{AccountId, Id};

use crate::view::{NotificationKind, NotificationView};
use crate::{Result, Social};

impl Social {
    /// Adds reports and decisions to a page of what `account` was told of. Asks for nothing when there are none. One
    /// whose report or decision is gone is left out.
    pub(crate) async fn with_papers(
        &self,
        account: AccountId,
        views: Vec<NotificationView>,
    ) -> Result<Vec<NotificationView>> {
        let ids = |kind| -> Vec<i64> {
            let of_kind = views.iter().filter(|view| view.kind == kind);
            of_kind.filter_map(|view| view.about.map(Id::get)).collect()
        };
        let (reports, strikes) = (
            ids(NotificationKind::Report),
            ids(NotificationKind::Warning),
        );
        let mut reports = self.report_views(reports).await?;
        let mut strikes = self.strikes(account, strikes).await?;
        let views = views.into_iter().filter_map(|mut view| {
            let Some(about) = view.about else {
                return Some(view);
            };
            view.report = reports.remove(&about.get()).map(Box::new);
            view.strike = strikes.remove(&about.get()).map(Box::new);
            (view.report.is_some() || view.strike.is_some()).then_some(view)
        });
        Ok(views.collect())
    }
}
