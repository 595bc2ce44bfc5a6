//! Polls: asking, voting, and the end.

use std::collections::HashSet;
use std::time::Duration;

use model::post::{MAX_POLL_SECONDS, MIN_POLL_SECONDS};
use model::{PostId, Time};
use serde::{Deserialize, Serialize};
use store::poll::PollRow;

use crate::journal::{Change, Record};
use crate::view::{PollOptionView, PollView};
use crate::{Caller, Error, Limits, PostView, Result, Social};

/// A poll that somebody wants to post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPoll {
    /// What can be chosen; empty ones are left out.
    pub options: Vec<String>,
    /// How many seconds it runs.
    pub seconds: u64,
    /// One may choose several.
    pub is_multiple: bool,
    /// Counts are shown when it is over.
    pub hides_totals: bool,
}

/// How many polls are ended, or told of, in one transaction.
const ENDED_AT_ONCE: i64 = 100;
/// How long votes are gathered before other servers are told of them.
const GATHER: Duration = Duration::from_mins(1);
/// How long the counts of a poll of another server stand before they are asked for again.
const COUNTS_STAND: Duration = Duration::from_mins(5);

impl NewPoll {
    /// The poll as it is kept, or why it cannot be had.
    pub(crate) fn checked(&self, limits: &Limits) -> Result<Self> {
        let options: Vec<String> = self
            .options
            .iter()
            .map(|option| option.trim().to_owned())
            .filter(|option| !option.is_empty())
            .collect();
        let invalid = |code, reason: String| Err(Error::invalid("options", code, reason));
        if options.len() < 2 {
            return invalid("too_few", "must have more than one item".to_owned());
        }
        let most = limits.poll_options;
        if options.len() > most {
            return invalid("too_many", format!("can't contain more than {most} items"));
        }
        let longest = model::post::MAX_POLL_OPTION_CHARS;
        let is_bad = |option: &String| option.chars().count() > longest || option.contains('\0');
        if options.iter().any(is_bad) {
            return invalid(
                "too_long",
                format!("can't be longer than {longest} characters each"),
            );
        }
        if options.iter().collect::<HashSet<_>>().len() < options.len() {
            return invalid("taken", "contain duplicate items".to_owned());
        }
        if !(MIN_POLL_SECONDS..=MAX_POLL_SECONDS).contains(&self.seconds) {
            return Err(Error::invalid(
                "expires_in",
                "invalid",
                format!("must be between {MIN_POLL_SECONDS} and {MAX_POLL_SECONDS} seconds"),
            ));
        }
        Ok(Self {
            options,
            ..self.clone()
        })
    }

    /// The row of a poll that begins now.
    pub(crate) fn row(&self, post: i64, now: Time) -> PollRow {
        PollRow {
            post_id: post,
            options: serde_json::to_string(&self.options).unwrap_or_default(),
            is_multiple: self.is_multiple,
            hides_totals: self.hides_totals,
            expires_at: Some(now.plus(Duration::from_secs(self.seconds)).micros()),
            votes: vec![0; self.options.len()],
            ..PollRow::default()
        }
    }
}

/// The options of a poll, from their JSON.
pub(crate) fn titles(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A poll as its viewer may see it: while it runs, hidden totals are hidden from everybody.
pub(crate) fn poll_view(row: &PollRow, now: Time) -> PollView {
    let expires_at = row.expires_at.map(Time::from_micros);
    let is_over = expires_at.is_some_and(|end| end <= now);
    let shows_totals = is_over || !row.hides_totals;
    PollView {
        options: titles(&row.options)
            .into_iter()
            .zip(&row.votes)
            .map(|(title, votes)| PollOptionView {
                title,
                votes: shows_totals.then_some(*votes),
            })
            .collect(),
        is_multiple: row.is_multiple,
        hides_totals: row.hides_totals,
        expires_at,
        is_over,
        votes_count: row.votes.iter().sum(),
        voters_count: row.voters_count,
        mine: row
            .mine
            .as_deref()
            .map(|json| serde_json::from_str(json).unwrap_or_default()),
        counted_at: row.counted_at.map(Time::from_micros),
    }
}

/// Whether the counts of a poll of another server should be asked for again: now and then while it runs, and once when it
/// is over.
pub(super) fn is_stale(poll: &PollView, now: Time) -> bool {
    let Some(counted) = poll.counted_at else {
        return false;
    };
    match poll.expires_at.filter(|_| poll.is_over) {
        Some(end) => counted < end,
        None => now.since(counted) > COUNTS_STAND,
    }
}

impl Social {
    /// Votes in the poll of a post, once and for all. `choices` are places in the list of options.
    pub async fn vote(&self, caller: &Caller, id: PostId, choices: &[usize]) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().clone();
        let choices = checked_choices(&post, choices)?;
        let json = serde_json::to_string(&choices).unwrap_or_default();
        let is_ours = post.is_local;
        let (post, account, now) = (post.id, caller.account_id.get(), self.now().micros());
        let counted = self
            .store()
            .write(move |tx| {
                let counted = store::poll::vote(tx, post.get(), account, &choices, &json, now)?;
                if counted && is_ours {
                    store::poll::mark_untold(tx, post.get(), now)?;
                }
                if counted {
                    Record::local(now, account, Change::PollVoted, post.get()).append(tx)?;
                }
                Ok(counted)
            })
            .await?;
        if !counted {
            return Err(voted_already());
        }
        self.journal_grew();
        self.post(caller.viewer(), post).await
    }

    /// Has other servers told of votes in polls of this one, of many at once. Gives how many polls there were.
    pub async fn tell_polls(&self) -> Result<usize> {
        let now = self.now();
        let (before, now) = (now.minus(GATHER).micros(), now.micros());
        let told = self
            .store()
            .write(move |tx| {
                let untold = store::poll::untold(tx, before, ENDED_AT_ONCE)?;
                for (post, author) in &untold {
                    if store::poll::mark_all_told(tx, *post)? {
                        Record::local(now, *author, Change::PollCounted, *post).append(tx)?;
                    }
                }
                Ok(untold.len())
            })
            .await?;
        if told > 0 {
            self.journal_grew();
        }
        Ok(told)
    }

    /// Ends the polls whose time is over: everybody concerned is told, once. Gives how many there were.
    pub async fn end_polls(&self) -> Result<usize> {
        let now = self.now().micros();
        let ended = self
            .store()
            .write(move |tx| {
                let ended = store::poll::ended(tx, now, ENDED_AT_ONCE)?;
                for (post, author) in &ended {
                    if store::poll::mark_told(tx, *post, now)? {
                        store::poll::mark_all_told(tx, *post)?;
                        Record::local(now, *author, Change::PollEnded, *post).append(tx)?;
                    }
                }
                Ok(ended.len())
            })
            .await?;
        if ended > 0 {
            self.journal_grew();
        }
        Ok(ended)
    }
}

fn voted_already() -> Error {
    Error::invalid("You", "taken", "have already voted on this poll")
}

/// The choices, each once and in order, if the viewer may choose so.
fn checked_choices(post: &PostView, choices: &[usize]) -> Result<Vec<i64>> {
    let poll = post.poll.as_ref().ok_or(Error::NotFound("This poll"))?;
    if poll.is_over {
        return Err(Error::invalid("The poll", "expired", "has already ended"));
    }
    if post.mine.wrote {
        return Err(Error::invalid(
            "You",
            "own_poll",
            "cannot vote in your own polls",
        ));
    }
    if poll.mine.is_some() {
        return Err(voted_already());
    }
    let mut chosen: Vec<i64> = choices
        .iter()
        .filter(|place| **place < poll.options.len())
        .filter_map(|place| i64::try_from(*place).ok())
        .collect();
    if chosen.len() < choices.len() {
        return Err(Error::invalid(
            "The chosen vote option",
            "invalid",
            "does not exist",
        ));
    }
    chosen.sort_unstable();
    chosen.dedup();
    match chosen.len() {
        0 => Err(Error::invalid("choices", "blank", "can't be blank")),
        1 => Ok(chosen),
        _ if poll.is_multiple => Ok(chosen),
        _ => Err(Error::invalid(
            "choices",
            "too_many",
            "may be one: this poll takes a single answer",
        )),
    }
}
