//! One listener's side of the bus.

use social::timeline::{Shown, Stream};
use social::{Live, LiveEvent, Viewer};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::event::Event;
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
    stopping: watch::Receiver<bool>,
}

/// What is next.
#[derive(Debug)]
pub(super) enum Next {
    /// Something happened.
    Live(Live),
    /// Nothing did for a while.
    Heartbeat,
    /// The server stops, or the listener fell behind.
    End,
}

impl Tap {
    /// Listens from now on.
    pub(super) fn new(app: App, grant: Grant) -> Result<Self> {
        let viewer = grant.access.caller.as_ref().ok_or(Error::NoUser)?.viewer();
        let every = app.options.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + every, every);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (live, stopping) = (app.social.listen(), app.options.stopping.clone());
        Ok(Self {
            app,
            grant,
            viewer,
            live,
            heartbeat,
            stopping,
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
            Next::Heartbeat => self.is_valid().await,
        }
    }

    /// Looks at the token again. Any doubt ends the stream; an app connects anew and is told why it may not.
    async fn is_valid(&self) -> bool {
        matches!(
            self.app.social.authenticate(&self.grant.token).await,
            Ok(Some(_))
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

/// Waits until the server stops; for ever where nobody says so.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stops| *stops).await.is_err() {
        std::future::pending::<()>().await;
    }
}
