//! Making pictures: a bounded number at a time, away from the threads that answer.

use std::sync::Arc;
use std::time::Duration;

use ::media::{Failure, Refused, Rendition, Shape};
use bytes::Bytes;

use crate::{Error, Result, Social};

/// How long somebody waits for their turn before they are told to come back.
const PATIENCE: Duration = Duration::from_secs(20);
/// When to come back.
const RETRY: Duration = Duration::from_secs(10);

impl Social {
    /// Everything that is made of a picture to attach.
    pub(super) async fn make_picture(&self, bytes: Bytes) -> Result<::media::Picture> {
        self.make("file", move || ::media::picture(&bytes)).await
    }

    /// The same of a picture that another program reads.
    pub(super) async fn make_foreign_picture(&self, bytes: Bytes) -> Result<::media::Picture> {
        let (files, tools) = (self.files().clone(), self.tools());
        let work = move || {
            if bytes.len() > ::media::MAX_BYTES {
                return Err(Refused::TooLarge);
            }
            let broke = |error: std::io::Error| {
                tracing::error!(%error, "a folder to read a picture in could not be made");
                Refused::TooSlow
            };
            let scratch = files.scratch().map_err(broke)?;
            std::fs::write(scratch.path().join(::media::INPUT), &bytes).map_err(broke)?;
            tools
                .foreign_picture(scratch.path())
                .map_err(|failure| match failure {
                    Failure::Refused(refused) => refused,
                    Failure::Stopped => Refused::TooSlow,
                    Failure::Io(error) => broke(error),
                })
        };
        self.make("file", work).await
    }

    /// The middle of a picture in a shape. `field` is the input that it came in.
    pub(crate) async fn make_cropped(
        &self,
        field: &'static str,
        bytes: Bytes,
        shape: Shape,
    ) -> Result<Rendition> {
        self.make(field, move || ::media::cropped(&bytes, shape))
            .await
    }

    async fn make<T: Send + 'static>(
        &self,
        field: &'static str,
        work: impl FnOnce() -> std::result::Result<T, Refused> + Send + 'static,
    ) -> Result<T> {
        let turns = Arc::clone(&self.memory().media.turns);
        let turn = match tokio::time::timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(turn) => turn.map_err(Error::internal)?,
            Err(_elapsed) => return Err(Error::TooMany { retry: RETRY }),
        };
        let made = tokio::task::spawn_blocking(move || {
            let made = work();
            drop(turn);
            made
        });
        let made = match made.await {
            Ok(made) => made,
            // A decoder that gave up on what somebody sent is their fault, not ours.
            Err(error) => {
                tracing::warn!(%error, "a picture could not be read");
                Err(Refused::Broken)
            }
        };
        made.map_err(|refused| Error::invalid(field, "invalid", refused.to_string()))
    }
}
