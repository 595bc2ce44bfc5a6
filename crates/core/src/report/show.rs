//! Reports as they are shown.

use std::collections::{BTreeSet, HashMap};

use model::{Id, PostId, Time};
use store::report::ReportRow;

use super::{Category, Evidence, ReportView, StaffReportView};
use crate::staff::{Loaded, StaffView};
use crate::{AccountView, Error, Result, Social};

/// All that is needed to show some reports.
pub(super) struct Papers {
    reports: Vec<ReportRow>,
    posts: Vec<(i64, i64, String)>,
    people: Loaded,
    ids: Vec<i64>,
}

impl Papers {
    /// Six statements, however many reports.
    pub(super) fn read(conn: &mut store::Conn, ids: &[i64]) -> store::Result<Self> {
        let reports = store::report::load(conn, ids)?;
        let posts = store::report::posts(conn, ids)?;
        let ids: BTreeSet<i64> = reports
            .iter()
            .flat_map(|row| {
                let both = [Some(row.account_id), Some(row.target_id)];
                both.into_iter()
                    .chain([row.assigned_to, row.action_taken_by])
                    .flatten()
            })
            .collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        Ok(Self {
            reports,
            posts,
            people: Loaded::read(conn, &ids)?,
            ids,
        })
    }
}

impl Social {
    pub(crate) async fn report_view(&self, id: i64) -> Result<ReportView> {
        let mut views = self.report_views(vec![id]).await?;
        views.remove(&id).ok_or(Error::NotFound("This report"))
    }

    /// Reports as whoever made them sees them, by id.
    pub(crate) async fn report_views(&self, ids: Vec<i64>) -> Result<HashMap<i64, ReportView>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let read = self.store().read(move |conn| {
            let rows = store::report::load(conn, &ids)?;
            let targets: Vec<i64> = rows.iter().map(|row| row.target_id).collect();
            let people = store::account::load(conn, &targets)?;
            Ok((rows, store::report::posts(conn, &ids)?, people))
        });
        let (rows, posts, people) = read.await?;
        let people = self.views_by_id(people);
        let views = rows.into_iter().filter_map(|row| {
            let target = people.get(&row.target_id)?.clone();
            Some((row.id, view(&row, target, &posts)))
        });
        Ok(views.collect())
    }

    /// Reports as staff see them, in the order of `ids`.
    pub(super) fn staff_report_views(
        &self,
        ids: &[i64],
        papers: Papers,
        rules: &[String],
    ) -> Vec<StaffReportView> {
        let people: HashMap<i64, StaffView> = self
            .staff_views(&papers.ids, papers.people)
            .into_iter()
            .map(|view| (view.account.id.get(), view))
            .collect();
        let rows: HashMap<i64, ReportRow> = papers
            .reports
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let shown = ids.iter().filter_map(|id| {
            let row = rows.get(id)?;
            let target = people.get(&row.target_id)?.clone();
            let report = view(row, target.account.clone(), &papers.posts);
            let evidence = papers.posts.iter().filter(|(report, ..)| report == id);
            Some(StaffReportView {
                account: people.get(&row.account_id)?.clone(),
                target,
                assigned_to: row.assigned_to.and_then(|id| people.get(&id).cloned()),
                action_taken_by: row.action_taken_by.and_then(|id| people.get(&id).cloned()),
                evidence: evidence
                    .filter_map(|(.., json)| serde_json::from_str::<Evidence>(json).ok())
                    .collect(),
                rules: report
                    .rules
                    .iter()
                    .filter_map(|number| {
                        let text = rules.get(number.checked_sub(1)?)?;
                        Some((*number, text.clone()))
                    })
                    .collect(),
                report,
            })
        });
        shown.collect()
    }
}

fn view(row: &ReportRow, target: AccountView, posts: &[(i64, i64, String)]) -> ReportView {
    let collections: Vec<String> = serde_json::from_str(&row.collection_ids).unwrap_or_default();
    ReportView {
        id: Id::from(row.id),
        target,
        action_taken_at: row.action_taken_at.map(Time::from_micros),
        category: Category::from_word(&row.category).unwrap_or_default(),
        comment: row.comment.clone(),
        is_forwarded: row.is_forwarded,
        posts: posts
            .iter()
            .filter(|(report, ..)| *report == row.id)
            .map(|(_, post, _)| PostId::from(*post))
            .collect(),
        rules: serde_json::from_str(&row.rule_ids).unwrap_or_default(),
        collections: collections
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect(),
        created_at: Time::from_micros(row.created_at),
        updated_at: Time::from_micros(row.updated_at),
    }
}
