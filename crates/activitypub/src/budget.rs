//! How much one server may make us do in a minute.

use std::time::Duration;

use model::Time;
use quick_cache::sync::Cache;

/// How many servers are counted; those not heard of for longest are forgotten first.
const HOSTS: usize = 10_000;
/// What a budget is for.
const WINDOW: Duration = Duration::from_mins(1);

/// A number of things a minute, for each host. Two that are counted at the same instant may count as one: it is a
/// brake, not an accountant.
pub(crate) struct Budget {
    limit: u32,
    spent: Cache<String, (Time, u32)>,
}

impl Budget {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit,
            spent: Cache::new(HOSTS),
        }
    }

    /// Takes one. When there is none left, says how long until there is.
    pub(crate) fn take(&self, host: &str, now: Time) -> Result<(), Duration> {
        let current = self
            .spent
            .get(host)
            .filter(|(since, _)| now.since(*since) < WINDOW);
        let (since, spent) = current.unwrap_or((now, 0));
        if spent >= self.limit {
            return Err(WINDOW.saturating_sub(now.since(since)));
        }
        self.spent.insert(host.to_owned(), (since, spent + 1));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_cannot_spend_the_budget_of_another() {
        let (budget, now) = (Budget::new(2), Time::from_seconds(1_000));
        assert!(budget.take("a.example", now).is_ok() && budget.take("a.example", now).is_ok());
        let later = now.plus(Duration::from_secs(20));
        assert_eq!(
            budget.take("a.example", later),
            Err(Duration::from_secs(40))
        );
        assert!(budget.take("b.example", later).is_ok());
    }

    #[test]
    fn a_minute_later_there_is_a_new_budget() {
        let (budget, now) = (Budget::new(1), Time::from_seconds(1_000));
        assert!(budget.take("a.example", now).is_ok());
        assert!(budget.take("a.example", now.plus(WINDOW)).is_ok());
    }
}
