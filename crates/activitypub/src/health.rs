//! How deliveries do, for those who run the community.

use std::time::Duration;

use social::outbox::LaneTrouble;
use social::{Health, Sign};

use crate::error::Result;
use crate::{ActivityPub, ID};

/// What people call the network.
const TITLE: &str = "Fediverse";
/// How many servers in trouble are named.
const NAMED: u32 = 10;

impl ActivityPub {
    /// What is known of how it does.
    pub(crate) async fn signs_of_health(&self) -> Result<Health> {
        let lanes = self.social.lanes(ID, NAMED).await?;
        let mut signs = vec![
            Sign {
                name: "Servers that something is on its way to".to_owned(),
                value: lanes.waiting.to_string(),
                note: "Each gets what is for it in order; one that is slow or gone holds up nobody else.".to_owned(),
                is_bad: false,
            },
            Sign {
                name: "Of these, not answering".to_owned(),
                value: lanes.failing.to_string(),
                note: "They are tried again, less and less often. After two weeks what waits for them is given up."
                    .to_owned(),
                is_bad: is_our_own_trouble(lanes.waiting, lanes.failing),
            },
        ];
        let now = self.social.now();
        signs.extend(lanes.troubles.into_iter().map(|trouble| {
            let wait = trouble.retry_at.since(now);
            sign_of(trouble, wait)
        }));
        Ok(Health {
            title: TITLE,
            signs,
        })
    }
}

/// When nearly nobody answers, it is this server that cannot be heard.
const fn is_our_own_trouble(waiting: i64, failing: i64) -> bool {
    failing >= 10 && failing * 10 >= waiting * 9
}

fn sign_of(trouble: LaneTrouble, wait: Duration) -> Sign {
    let times = match trouble.failures {
        1 => "tried once".to_owned(),
        more => format!("tried {more} times"),
    };
    Sign {
        name: trouble.host,
        value: times,
        note: format!("{} Next try {}.", sentence(&trouble.error), later(wait)),
        is_bad: false,
    }
}

/// What a peer said, as a sentence.
fn sentence(error: &str) -> String {
    let error = error.trim().trim_end_matches('.');
    if error.is_empty() {
        String::new()
    } else {
        format!("{error}.")
    }
}

/// How long until then, in words.
fn later(wait: Duration) -> String {
    match wait.as_secs() / 60 {
        0 => "now".to_owned(),
        1 => "in a minute".to_owned(),
        minutes @ 2..120 => format!("in {minutes} minutes"),
        minutes => format!("in {} hours", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_that_do_not_answer_are_their_own_trouble_and_nearly_all_are_ours() {
        assert!(!is_our_own_trouble(9, 9));
        assert!(!is_our_own_trouble(1_000, 300));
        assert!(is_our_own_trouble(1_000, 950));
    }

    #[test]
    fn the_next_try_is_told_in_words() {
        assert_eq!(later(Duration::from_secs(59)), "now");
        assert_eq!(later(Duration::from_mins(3)), "in 3 minutes");
        assert_eq!(later(Duration::from_hours(48)), "in 48 hours");
        assert_eq!(sentence("503 "), "503.");
    }
}
