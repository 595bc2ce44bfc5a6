//! What a directory of names is to be told: kept until it has taken it.

use std::time::Duration;

use model::AccountId;
use store::did_operation::OperationRow;

use crate::{Result, Social};

/// What a directory says is kept for the page that shows it, but not at any length.
const MAX_ERROR_CHARS: usize = 300;
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_hours(6);
/// The first.
const FIRST_WAIT: Duration = Duration::from_secs(5);

/// An operation on a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryOperation {
    /// Whose name.
    pub account_id: AccountId,
    /// Its place among those of the account, from 0.
    pub n: i64,
    /// The signed operation, as JSON.
    pub body: String,
    /// Its own name.
    pub cid: String,
    /// Whether the directory has taken it.
    pub is_taken: bool,
    /// How often it did not.
    pub failures: i64,
    /// What it said the last time.
    pub error: String,
}

impl From<OperationRow> for DirectoryOperation {
    fn from(row: OperationRow) -> Self {
        Self {
            account_id: row.account_id.into(),
            n: row.n,
            body: row.body,
            cid: row.cid,
            is_taken: row.taken_at.is_some(),
            failures: row.failures,
            error: row.error,
        }
    }
}

impl DirectoryOperation {
    pub(super) fn row(self, now: i64) -> OperationRow {
        OperationRow {
            account_id: self.account_id.get(),
            n: self.n,
            body: self.body,
            cid: self.cid,
            taken_at: self.is_taken.then_some(now),
            failures: 0,
            error: String::new(),
        }
    }
}

impl Social {
    /// Notes an operation; [`Error::Conflict`](crate::Error::Conflict) when there is one in its place.
    pub async fn add_directory_operation(&self, operation: DirectoryOperation) -> Result<()> {
        let now = self.now().micros();
        let row = operation.row(now);
        let added = self
            .store()
            .write(move |tx| store::did_operation::insert(tx, &row, now));
        added.await.map_err(|error| match error {
            store::Error::Conflict(_) => crate::Error::Conflict("Another change is on its way."),
            other => other.into(),
        })
    }

    /// All operations of an account, in order.
    pub async fn directory_operations(
        &self,
        account: AccountId,
    ) -> Result<Vec<DirectoryOperation>> {
        let account = account.get();
        let rows = self
            .store()
            .read(move |conn| store::did_operation::of_account(conn, account))
            .await?;
        Ok(rows.into_iter().map(DirectoryOperation::from).collect())
    }

    /// Operations to be tried now.
    pub async fn due_directory_operations(&self, limit: u32) -> Result<Vec<DirectoryOperation>> {
        let now = self.now().micros();
        let rows = self
            .store()
            .read(move |conn| store::did_operation::due(conn, now, i64::from(limit)))
            .await?;
        Ok(rows.into_iter().map(DirectoryOperation::from).collect())
    }

    /// How many operations wait, and since when the oldest does.
    pub async fn waiting_directory_operations(&self) -> Result<(i64, Option<model::Time>)> {
        let (count, since) = self.store().read(store::did_operation::waiting).await?;
        Ok((count, since.map(model::Time::from_micros)))
    }

    /// The directory took it.
    pub async fn directory_took(&self, operation: &DirectoryOperation) -> Result<()> {
        let (account, n, now) = (operation.account_id.get(), operation.n, self.now().micros());
        Ok(self
            .store()
            .write(move |tx| store::did_operation::taken(tx, account, n, now))
            .await?)
    }

    /// It did not; it is asked again later, and later each time.
    pub async fn directory_refused(
        &self,
        operation: &DirectoryOperation,
        error: &str,
    ) -> Result<()> {
        let doublings = u32::try_from(operation.failures)
            .unwrap_or(u32::MAX)
            .min(20);
        let wait = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
        let (account, n) = (operation.account_id.get(), operation.n);
        let error = model::sanitize::line(error, MAX_ERROR_CHARS);
        let retry_at = self.now().plus(wait).micros();
        Ok(self
            .store()
            .write(move |tx| store::did_operation::failed(tx, account, n, &error, retry_at))
            .await?)
    }
}
