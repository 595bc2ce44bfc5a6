//! Polls of others, and their votes in ours.

use model::{AccountId, PostId, Time, sanitize};
use serde_json::json;
use store::poll::PollRow;

use super::RemotePost;
use crate::journal::{Change, Record};
use crate::{NetworkId, PostView, Result, Social, Viewer};

/// The most options of a poll of another server that are shown.
const MAX_OPTIONS: usize = 64;
/// The most characters of one.
const MAX_OPTION_CHARS: usize = 500;
/// More votes than people: whoever says so is not believed.
const MAX_VOTES: i64 = 10_000_000_000;
/// The most people of other servers who are told what came of a poll that they voted in.
const MAX_TOLD: i64 = 1_000;

/// A poll of another server, as its network describes it. Texts are unsafe here; the core makes them safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePoll {
    /// The options in order, with the votes for each.
    pub options: Vec<(String, i64)>,
    /// One may choose several.
    pub is_multiple: bool,
    /// When it ends or ended.
    pub ends_at: Option<Time>,
    /// How many people voted, if it says so.
    pub voters: Option<i64>,
}

/// What of the poll of a remote post is kept. `None` when it has none that could be shown.
pub(super) fn safe_poll(remote: &RemotePost, now: Time) -> Option<PollRow> {
    let poll = remote.poll.as_ref()?;
    let (mut titles, mut votes): (Vec<String>, Vec<i64>) = (Vec::new(), Vec::new());
    for (title, count) in poll.options.iter().take(MAX_OPTIONS) {
        let title = sanitize::line(title, MAX_OPTION_CHARS);
        if !title.is_empty() && !titles.contains(&title) {
            titles.push(title);
            votes.push((*count).clamp(0, MAX_VOTES));
        }
    }
    let most = votes.iter().max().copied()?;
    let all = votes.iter().sum();
    let voters = poll
        .voters
        .unwrap_or(if poll.is_multiple { most } else { all });
    Some(PollRow {
        options: serde_json::to_string(&titles).unwrap_or_default(),
        is_multiple: poll.is_multiple,
        expires_at: poll.ends_at.map(Time::micros),
        voters_count: voters.clamp(0, MAX_VOTES),
        votes,
        counted_at: Some(now.micros()),
        ..PollRow::default()
    })
}

/// What an edit makes of the poll of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recount {
    /// The same is asked: its counts may be newer.
    Same,
    /// Something else is asked, or nothing more: all votes are void.
    Other,
    /// There was no poll, and there is none.
    None,
}

pub(super) fn compare(known: Option<&PollRow>, said: Option<&PollRow>) -> Recount {
    match (known, said) {
        (None, None) => Recount::None,
        (Some(known), Some(said))
            if known.options == said.options && known.is_multiple == said.is_multiple =>
        {
            Recount::Same
        }
        _ => Recount::Other,
    }
}

impl Social {
    /// Somebody elsewhere votes in the poll of a post of this server. `title`: the option, exactly as it is written. `false`
    /// when the vote does not count: there is no such poll or option here, it is over or their own, or they have voted.
    pub async fn receive_vote(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
        title: &str,
    ) -> Result<bool> {
        let post = self.post(Viewer::Remote(from), post).await?;
        let Some(choice) = choice(&post, title) else {
            return Ok(false);
        };
        let is_multiple = post.poll.as_ref().is_some_and(|poll| poll.is_multiple);
        let (id, account, now) = (post.id.get(), from.get(), self.now().micros());
        let counted = self.store().write(move |tx| {
            let counted = match store::poll::choices(tx, id, account)? {
                None => {
                    let json = json!([choice]).to_string();
                    store::poll::vote(tx, id, account, &[choice], &json, now)?
                }
                Some(before) if is_multiple => add_choice(tx, id, account, choice, &before)?,
                Some(_) => false,
            };
            if counted {
                store::poll::mark_untold(tx, id, now)?;
                Record::from_network(network.0, now, account, Change::PollVoted, id).append(tx)?;
            }
            Ok(counted)
        });
        let counted = counted.await?;
        self.journal_grew();
        Ok(counted)
    }

    /// Who of other servers voted in the poll of a post; the first thousand.
    pub async fn voters_elsewhere(&self, post: PostId) -> Result<Vec<AccountId>> {
        let found = self
            .store()
            .read(move |conn| store::poll::voters_elsewhere(conn, post.get(), MAX_TOLD));
        Ok(found.await?.into_iter().map(AccountId::from).collect())
    }
}

/// The place of an option in a poll of ours that can be voted in.
fn choice(post: &PostView, title: &str) -> Option<i64> {
    let poll = post.poll.as_ref()?;
    if !post.is_local || poll.is_over || post.mine.wrote {
        return None;
    }
    let place = poll.options.iter().position(|one| one.title == title)?;
    i64::try_from(place).ok()
}

fn add_choice(
    tx: &mut store::Tx,
    post: i64,
    account: i64,
    choice: i64,
    before: &str,
) -> store::Result<bool> {
    let mut choices: Vec<i64> = serde_json::from_str(before).unwrap_or_default();
    if choices.contains(&choice) {
        return Ok(false);
    }
    choices.push(choice);
    choices.sort_unstable();
    store::poll::vote_more(tx, post, account, choice, &json!(choices).to_string())?;
    Ok(true)
}
