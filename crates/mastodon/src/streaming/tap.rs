//! One listener's side of the bus.

use std::time::Duration;

use social::timeline::{Shown, Stream};
use social::{Live, LiveEvent, Viewer};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::event::Event;
use super::places::Place;
use crate::access::Grant;
use crate::app::App;
use crate::error::{Error, Result};

/// What a listener hears, as far as its token allows.
pub(super) struct Tap {
    app: App,
    grant: Grant,
    viewer: Viewer,
    live: broadcast::Receiver<Live>,
    heartbeat: Interval,
    recheck: Interval,
    stopping: watch::Receiver<bool>,
    /// Held as long as the stream is open.
    _place: Place,
}

/// What is next.
#[derive(Debug)]
pub(super) enum Next {
    /// Something happened.
    Live(Live),
    /// Nothing did for a while.
    Heartbeat,
    /// It is time to look at the token again.
    Recheck,
    /// The server stops, or the listener fell behind.
    End,
}

impl Tap {
    /// Listens from now on.
    pub(super) fn new(app: App, grant: Grant) -> Result<Self> {
        let caller = grant.access.caller.as_ref().ok_or(Error::NoUser)?;
        let place = app
            .places
            .take(caller.account_id)
            .ok_or(social::Error::TooMany { retry: FULL })?;
        let viewer = caller.viewer();
        let heartbeat = every(app.options.heartbeat);
        let recheck = every(RECHECK);
        let (live, stopping) = (app.social.listen(), app.options.stopping.clone());
        Ok(Self {
            app,
            grant,
            viewer,
            live,
            heartbeat,
            recheck,
            stopping,
            _place: place,
        })
    }

    /// Whether the token allows this.
    pub(super) fn allows(&self, scope: &str) -> bool {
        self.grant.access.scopes.contains(scope)
    }

    /// Waits for what is next. May be dropped while waiting: nothing is lost then.
    pub(super) async fn next(&mut self) -> Next {
        tokio::select! {
            () = stopped(&mut self.stopping) => Next::End,
            live = self.live.recv() => live.map_or(Next::End, Next::Live),
            _ = self.heartbeat.tick() => Next::Heartbeat,
            _ = self.recheck.tick() => Next::Recheck,
        }
    }

    /// Whether the stream may go on after this.
    pub(super) async fn may_go_on(&self, next: &Next) -> bool {
        match next {
            Next::End => false,
            Next::Live(live) => match live.event {
                LiveEvent::AccessEnded(who) if self.viewer.account_id() == Some(who) => {
                    self.is_valid().await
                }
                _ => true,
            },
            Next::Heartbeat => true,
            Next::Recheck => self.is_valid().await,
        }
    }

    /// Looks at the token again. Any doubt ends the stream; an app connects anew and is told why it may not.
    async fn is_valid(&self) -> bool {
        matches!(
            self.app.social.still_authenticates(&self.grant.token).await,
            Ok(true)
        )
    }

    /// What, if anything, is to be sent of it.
    pub(super) async fn event(&self, stream: &Stream, live: &Live) -> Option<Event> {
        let shown = match self.app.social.live_for(self.viewer, stream, live).await {
            Ok(shown) => shown?,
            Err(error) => {
                tracing::warn!(%error, "a stream could not be shown what happened");
                return None;
            }
        };
        let is_told = matches!(shown, Shown::Notification(_) | Shown::NotificationsMerged);
        if is_told && !self.allows("read:notifications") {
            return None;
        }
        Event::new(shown, &self.app.lens(self.viewer))
    }
}

/// How often a token is looked at again: what ended is cut within five seconds.
const RECHECK: Duration = Duration::from_secs(4);
/// Whoever has too many streams open may try again then.
const FULL: Duration = Duration::from_secs(30);

fn every(span: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + span, span);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Waits until the server stops; for ever where nobody says so.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stops| *stops).await.is_err() {
        std::future::pending::<()>().await;
    }
}
