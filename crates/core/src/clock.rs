//! Time is passed in: tests then have stable dates and ids.

use model::Time;

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The moment it is.
    fn now(&self) -> Time;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is passed in everywhere else"
    )]
    fn now(&self) -> Time {
        Time::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}
