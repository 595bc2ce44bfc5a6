//! The reader that tells people: notifications as rows, and "look now" over the bus.

use model::{AccountId, Audience, PostId, QuoteConsent};
use serde_json::Value;
use store::Conn;
use store::answer::{LET_IN, WAITS};

use super::{Change, Entry, Progress};
use crate::bus::LiveEvent;
use crate::post::show::facts;
use crate::view::NotificationKind;
use crate::{Result, Social, Viewer};

const READER: &str = "live";
/// Of one edit, no more people are told.
const MANY: i64 = 1_000;

/// Somebody to be told of something.
pub(super) struct Telling {
    pub(super) who: i64,
    pub(super) kind: NotificationKind,
    pub(super) from: i64,
    pub(super) post: i64,
}

/// What one entry means for people: whom to tell, what to take back.
#[derive(Default)]
struct Meaning {
    tell: Vec<Telling>,
    withdraw: Vec<Telling>,
    /// A post whose author keeps it among their conversations, if it is private.
    wrote: Option<i64>,
    events: Vec<LiveEvent>,
}

impl Social {
    /// Reads the next entries, writes notifications for them, moves the cursor, all in one transaction; then tells the
    /// listeners. What is told twice after a crash is the same row.
    pub async fn live_step(&self) -> Result<Progress> {
        let slice = self.read_journal(READER).await?;
        let Some(last) = slice.entries.last().map(|entry| entry.seq) else {
            return Ok(if slice.held_back {
                Progress::Waiting
            } else {
                Progress::Idle
            });
        };
        let entries: Vec<Entry> = slice
            .entries
            .into_iter()
            .filter_map(|row| Entry::try_from(row).ok())
            .collect();
        let social = self.clone();
        let events = self
            .store()
            .write(move |tx| {
                let mut events = Vec::new();
                for entry in &entries {
                    let meaning = meaning_of(tx, entry)?;
                    events.extend(meaning.events);
                    for old in meaning.withdraw {
                        store::notification::withdraw(
                            tx,
                            old.who,
                            old.kind.as_str(),
                            old.from,
                            old.post,
                        )?;
                    }
                    if let Some(post) = meaning.wrote {
                        let author = entry.account_id.get();
                        events.extend(social.file_private(tx, author, post)?);
                    }
                    for new in meaning.tell {
                        events.extend(social.tell(tx, entry, &new)?);
                    }
                }
                store::journal::set_cursor(tx, READER, "", last)?;
                Ok(events)
            })
            .await?;
        for event in events {
            if matches!(event, LiveEvent::Notified(..)) {
                self.pushes_grew();
            }
            self.bus().tell(event);
        }
        Ok(Progress::Moved)
    }
}

fn meaning_of(conn: &mut Conn, entry: &Entry) -> store::Result<Meaning> {
    let actor = entry.account_id.get();
    let subject = entry.subject_id;
    let payload: Value = serde_json::from_str(&entry.payload).unwrap_or_default();
    match entry.change {
        Change::PostCreated => of_post(conn, actor, subject, &payload),
        Change::PostEdited => of_edit(conn, actor, subject),
        Change::PostDeleted | Change::BoostDeleted => Ok(of_removal(entry, &payload)),
        Change::BoostCreated => of_boost(conn, actor, subject),
        Change::LikeCreated => Ok(Meaning {
            tell: author_of(conn, subject)?
                .map(|who| telling(who, NotificationKind::Like, actor, subject))
                .into_iter()
                .collect(),
            ..Meaning::default()
        }),
        Change::LikeDeleted => Ok(Meaning {
            withdraw: author_of(conn, subject)?
                .map(|who| telling(who, NotificationKind::Like, actor, subject))
                .into_iter()
                .collect(),
            ..Meaning::default()
        }),
        Change::FollowAsked => of_follow(conn, actor, subject),
        Change::FollowAccepted => Ok(Meaning {
            withdraw: vec![telling(actor, NotificationKind::FollowRequest, subject, 0)],
            tell: vec![telling(actor, NotificationKind::Follow, subject, 0)],
            ..Meaning::default()
        }),
        Change::FollowRejected => Ok(Meaning {
            withdraw: both_follow_kinds(actor, subject),
            ..Meaning::default()
        }),
        Change::FollowEnded => Ok(Meaning {
            withdraw: both_follow_kinds(subject, actor),
            ..Meaning::default()
        }),
        Change::AccountCreated => of_sign_up(conn, actor),
        Change::ReportMade => of_report(conn, subject),
        Change::StrikeMade => Ok(of_strike(actor, subject, &payload)),
        Change::PollEnded => of_poll_end(conn, actor, subject),
        // Who answers a quote need not be told of it.
        Change::PolicyChanged | Change::QuoteAnswered | Change::PollCounted => Ok(Meaning {
            events: vec![LiveEvent::PostEdited(PostId::from(subject))],
            ..Meaning::default()
        }),
        Change::QuoteRevoked => of_revoked_quote(conn, actor, subject),
        Change::ReactionCreated => Ok(Meaning {
            tell: author_of(conn, subject)?
                .map(|who| telling(who, NotificationKind::Reaction, actor, subject))
                .into_iter()
                .collect(),
            ..Meaning::default()
        }),
        // Only who looks at the thread is told: that it is there was told when it came.
        Change::AnswerJudged => Ok(Meaning {
            events: vec![LiveEvent::PostFound(PostId::from(subject))],
            ..Meaning::default()
        }),
        Change::ReactionDeleted => of_removed_reaction(conn, actor, subject),
        Change::BlockCreated
        | Change::BlockDeleted
        | Change::AccountUpdated
        | Change::AccountDeleted
        | Change::NetworksChosen
        | Change::RelayTold
        | Change::PostPinned
        | Change::PostUnpinned
        | Change::PollVoted
        | Change::StoryTold
        | Change::StoryEnded => Ok(Meaning::default()),
    }
}

fn telling(who: i64, kind: NotificationKind, from: i64, post: i64) -> Telling {
    Telling {
        who,
        kind,
        from,
        post,
    }
}

fn both_follow_kinds(who: i64, from: i64) -> Vec<Telling> {
    vec![
        telling(who, NotificationKind::Follow, from, 0),
        telling(who, NotificationKind::FollowRequest, from, 0),
    ]
}

fn author_of(conn: &mut Conn, post: i64) -> store::Result<Option<i64>> {
    Ok(store::post::summary(conn, post)?.map(|summary| summary.account_id))
}

fn of_post(conn: &mut Conn, author: i64, post: i64, payload: &Value) -> store::Result<Meaning> {
    let Some(summary) = store::post::summary(conn, post)? else {
        return Ok(Meaning::default());
    };
    if let Some(answer) = store::answer::find(conn, post)?.filter(|it| it.state != LET_IN) {
        // Nobody hears of it but the one whom it waits for.
        let who = Some(answer.owner_id).filter(|_| answer.state == WAITS);
        let tell = who.map(|who| telling(who, NotificationKind::Mention, author, post));
        return Ok(Meaning {
            tell: tell.into_iter().collect(),
            wrote: Some(post),
            ..Meaning::default()
        });
    }
    if payload.get("fetched").is_some() {
        // Old news that somebody looked up: only who looks at its thread is told.
        return Ok(Meaning {
            events: vec![LiveEvent::PostFound(PostId::from(post))],
            ..Meaning::default()
        });
    }
    let named = store::post::named(conn, &[post])?;
    let mut tell: Vec<Telling> = named
        .iter()
        .filter(|(_, _, is_mention)| *is_mention)
        .map(|(_, who, _)| telling(*who, NotificationKind::Mention, author, post))
        .collect();
    let for_followers = matches!(
        Audience::from_code(summary.audience),
        Audience::Public | Audience::Quiet | Audience::Followers | Audience::Local
    );
    if for_followers {
        let followers = store::relation::told_of_posts(conn, author)?;
        let others = followers
            .into_iter()
            .filter(|who| !named.iter().any(|(_, named, _)| named == who));
        tell.extend(others.map(|who| telling(who, NotificationKind::Posted, author, post)));
    }
    tell.extend(
        quoted_author(conn, post)?.map(|who| telling(who, NotificationKind::Quote, author, post)),
    );
    Ok(Meaning {
        tell,
        wrote: Some(post),
        events: vec![LiveEvent::PostCreated(PostId::from(post))],
        ..Meaning::default()
    })
}

fn of_edit(conn: &mut Conn, author: i64, post: i64) -> store::Result<Meaning> {
    let boosters = store::reaction::boosted_by(conn, post, &store::Window::newest(MANY))?;
    let quoters = store::quote::local_quoters(conn, post, MANY)?;
    let told = boosters
        .into_iter()
        .map(|(_, who)| telling(who, NotificationKind::Edited, author, post));
    let quoters = quoters
        .into_iter()
        .map(|(who, quoting)| telling(who, NotificationKind::QuotedEdited, author, quoting));
    Ok(Meaning {
        tell: told.chain(quoters).collect(),
        events: vec![LiveEvent::PostEdited(PostId::from(post))],
        ..Meaning::default()
    })
}

/// The author of what a new post quotes, if the quote stands and they may see it.
fn quoted_author(conn: &mut Conn, quoting: i64) -> store::Result<Option<i64>> {
    let author = match store::quote::of(conn, quoting)? {
        Some((quoted, state)) if QuoteConsent::from_code(state) == QuoteConsent::Accepted => {
            author_of(conn, quoted)?
        }
        _ => None,
    };
    let Some(who) = author else { return Ok(None) };
    let rows = store::post::load(conn, &[quoting], who, 0)?;
    let viewer = Viewer::Member(AccountId::from(who));
    let sees = rows
        .iter()
        .any(|row| row.id == quoting && facts(row, viewer).may_see());
    Ok(sees.then_some(who))
}

fn of_revoked_quote(conn: &mut Conn, quoted_author: i64, quoting: i64) -> store::Result<Meaning> {
    let withdraw = author_of(conn, quoting)?
        .map(|who| telling(quoted_author, NotificationKind::Quote, who, quoting));
    Ok(Meaning {
        withdraw: withdraw.into_iter().collect(),
        events: vec![LiveEvent::PostEdited(PostId::from(quoting))],
        ..Meaning::default()
    })
}

/// The last emoji that somebody takes back takes with it what was told of it.
fn of_removed_reaction(conn: &mut Conn, actor: i64, post: i64) -> store::Result<Meaning> {
    if store::reaction::count_of_account(conn, post, actor)? > 0 {
        return Ok(Meaning::default());
    }
    let withdraw =
        author_of(conn, post)?.map(|who| telling(who, NotificationKind::Reaction, actor, post));
    Ok(Meaning {
        withdraw: withdraw.into_iter().collect(),
        ..Meaning::default()
    })
}

/// The author is told of the end of their poll, and everybody here who voted.
fn of_poll_end(conn: &mut Conn, author: i64, post: i64) -> store::Result<Meaning> {
    let mut tell = vec![telling(author, NotificationKind::PollEnded, author, post)];
    let voters = store::poll::local_voters(conn, post)?;
    tell.extend(
        voters
            .into_iter()
            .map(|who| telling(who, NotificationKind::PollEnded, author, post)),
    );
    Ok(Meaning {
        tell,
        ..Meaning::default()
    })
}

fn of_boost(conn: &mut Conn, booster: i64, boost: i64) -> store::Result<Meaning> {
    let original = store::post::summary(conn, boost)?.and_then(|summary| summary.boost_of_id);
    let Some(original) = original else {
        return Ok(Meaning::default());
    };
    let tell = author_of(conn, original)?
        .map(|who| telling(who, NotificationKind::Boost, booster, original));
    Ok(Meaning {
        tell: tell.into_iter().collect(),
        events: vec![LiveEvent::PostCreated(PostId::from(boost))],
        ..Meaning::default()
    })
}

fn of_removal(entry: &Entry, payload: &Value) -> Meaning {
    let number = |key: &str| {
        payload
            .get(key)
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<i64>().ok())
    };
    let withdraw = match (number("original_id"), number("original_author")) {
        (Some(original), Some(author)) => {
            vec![telling(
                author,
                NotificationKind::Boost,
                entry.account_id.get(),
                original,
            )]
        }
        _ => Vec::new(),
    };
    Meaning {
        withdraw,
        events: vec![LiveEvent::PostDeleted(
            PostId::from(entry.subject_id),
            entry.account_id,
        )],
        ..Meaning::default()
    }
}

fn of_follow(conn: &mut Conn, follower: i64, followee: i64) -> store::Result<Meaning> {
    let Some(follow) = store::relation::find_follow(conn, follower, followee)? else {
        return Ok(Meaning::default());
    };
    let kind = if follow.state == store::relation::ACCEPTED {
        NotificationKind::Follow
    } else {
        NotificationKind::FollowRequest
    };
    Ok(Meaning {
        tell: vec![telling(followee, kind, follower, 0)],
        ..Meaning::default()
    })
}

/// Those who look after the community are told by whom and of what.
fn of_report(conn: &mut Conn, report: i64) -> store::Result<Meaning> {
    let Some(row) = store::report::load(conn, &[report])?.pop() else {
        return Ok(Meaning::default());
    };
    let stewards = store::notification::stewards(conn)?;
    let tell = stewards
        .into_iter()
        .map(|who| telling(who, NotificationKind::Report, row.account_id, report))
        .collect();
    Ok(Meaning {
        tell,
        ..Meaning::default()
    })
}

/// The server tells, not the one who decided.
fn of_strike(account: i64, strike: i64, payload: &Value) -> Meaning {
    let server = payload.get("server").and_then(Value::as_str);
    let tell = server
        .and_then(|id| id.parse().ok())
        .map(|server| telling(account, NotificationKind::Warning, server, strike));
    Meaning {
        tell: tell.into_iter().collect(),
        ..Meaning::default()
    }
}

fn of_sign_up(conn: &mut Conn, newcomer: i64) -> store::Result<Meaning> {
    let stewards = store::notification::stewards(conn)?;
    let tell = stewards
        .into_iter()
        .map(|who| telling(who, NotificationKind::SignUp, newcomer, 0))
        .collect();
    Ok(Meaning {
        tell,
        ..Meaning::default()
    })
}
