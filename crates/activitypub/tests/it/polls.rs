//! Polls (FEP-9967), both ways.

use std::time::Duration;

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use model::Audience;
use serde_json::{Value, json};
use social::PostView;
use social::post::{Draft, NewPoll};

use crate::pair::{Pair, id};
use crate::peer::{ACTIVITY, Person};
use crate::support::until;

async fn ask(pair: &Pair, is_multiple: bool, audience: Audience) -> PostView {
    let draft = Draft {
        text: "Which fruit?".to_owned(),
        audience: Some(audience),
        poll: Some(NewPoll {
            options: vec!["Apples".to_owned(), "Pears & <b>".to_owned()],
            seconds: 600,
            is_multiple,
            hides_totals: false,
        }),
        ..Draft::default()
    };
    let social = &pair.home.social;
    social.create_post(&pair.alice, draft).await.unwrap()
}

fn vote(person: &Person, number: u32, poll: &str, name: &str) -> Value {
    let note = json!({
        "id": format!("{}#votes/{number}", person.id), "type": "Note", "attributedTo": person.id,
        "name": name, "inReplyTo": poll, "to": ["nobody"],
    });
    person.activity(ActivityKind::Create, number, ObjectRef::Inline(note))
}

async fn take(person: &Person, pair: &Pair, activity: &Value) {
    let answer = person.deliver(&pair.home, activity).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
}

/// The votes of a post's poll, and how many people voted.
async fn counts(pair: &Pair, uri: &str) -> (Vec<i64>, i64) {
    let poll = pair.seen(uri).await.unwrap().poll.unwrap();
    let votes = poll.options.iter().filter_map(|option| option.votes);
    (votes.collect(), poll.voters_count)
}

/// A question of Bob's.
fn question(pair: &Pair, number: u32, votes: (u32, u32)) -> Value {
    let mut note = pair.bob.note(number, "Tea or coffee?");
    note["type"] = json!("Question");
    note["endTime"] = json!("2027-01-15T09:00:00Z");
    note["votersCount"] = json!(votes.0 + votes.1);
    let option = |name: &str, votes: u32| json!({"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}});
    note["oneOf"] = json!([option("Tea", votes.0), option("Coffee", votes.1)]);
    note
}

/// Proves: FEP-9967
#[tokio::test]
async fn a_poll_goes_out_and_one_vote_of_each_comes_back() {
    let pair = Pair::start().await;
    let poll = ask(&pair, false, Audience::Public).await;
    let path = poll.uri.strip_prefix(&pair.home.base).unwrap();
    let shown = pair.home.get(path, ACTIVITY).await.json();
    assert_eq!(shown["type"], "Question");
    assert_eq!(shown["oneOf"][1]["name"], "Pears & <b>");
    assert_eq!(shown["oneOf"][0]["replies"]["totalItems"], 0);
    assert!(shown["endTime"].is_string() && shown.get("closed").is_none());
    let eve = pair.peer.person("eve");
    let (first, other) = (
        vote(&pair.bob, 1, &poll.uri, "Apples"),
        vote(&pair.bob, 2, &poll.uri, "Pears & <b>"),
    );
    for activity in [&first, &first, &other] {
        take(&pair.bob, &pair, activity).await;
    }
    take(&eve, &pair, &vote(&eve, 3, &poll.uri, "Pears & <b>")).await;
    take(&eve, &pair, &vote(&eve, 4, &poll.uri, "Plums")).await;
    assert_eq!(counts(&pair, &poll.uri).await, (vec![1, 1], 2));
    let seen = pair.seen(&poll.uri).await.unwrap();
    assert_eq!(seen.replies_count, 0, "a vote is no answer");
    let note = pair.bob.id.clone() + "#votes/1";
    assert_eq!(
        pair.home.social.find_post_by_uri(&note).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn several_options_can_be_chosen_each_once_and_in_one_activity() {
    let pair = Pair::start().await;
    let poll = ask(&pair, true, Audience::Public).await;
    let mut both = vote(&pair.bob, 1, &poll.uri, "Apples");
    let more = vote(&pair.bob, 2, &poll.uri, "Pears & <b>");
    both["object"] = json!([both["object"], more["object"]]);
    take(&pair.bob, &pair, &both).await;
    take(&pair.bob, &pair, &vote(&pair.bob, 3, &poll.uri, "Apples")).await;
    assert_eq!(counts(&pair, &poll.uri).await, (vec![1, 1], 1));
}

#[tokio::test]
async fn votes_of_others_late_votes_and_unseen_polls_do_not_count() {
    let pair = Pair::start().await;
    let eve = pair.peer.person("eve");
    let poll = ask(&pair, false, Audience::Public).await;
    let secret = ask(&pair, false, Audience::Mentioned).await;
    take(&pair.bob, &pair, &vote(&pair.bob, 1, &secret.uri, "Apples")).await;
    assert_eq!(counts(&pair, &secret.uri).await, (vec![0, 0], 0));
    let mut forged = vote(&eve, 2, &poll.uri, "Apples");
    forged["object"]["attributedTo"] = json!(pair.bob.id);
    let refused = eve.deliver(&pair.home, &forged).await;
    assert_ne!(refused.status, StatusCode::ACCEPTED);
    pair.home.clock.pass(Duration::from_secs(601));
    take(&pair.bob, &pair, &vote(&pair.bob, 3, &poll.uri, "Apples")).await;
    assert_eq!(counts(&pair, &poll.uri).await, (vec![0, 0], 0));
}

#[tokio::test]
async fn counts_are_gathered_and_told_to_those_who_voted_and_so_is_the_end() {
    let pair = Pair::start().await;
    let poll = ask(&pair, false, Audience::Public).await;
    let social = &pair.home.social;
    take(&pair.bob, &pair, &vote(&pair.bob, 1, &poll.uri, "Apples")).await;
    assert_eq!(social.tell_polls().await.unwrap(), 0, "a moment later");
    pair.home.clock.pass(Duration::from_secs(61));
    assert_eq!(social.tell_polls().await.unwrap(), 1);
    assert_eq!(social.tell_polls().await.unwrap(), 0);
    pair.home.publish().await;
    until("the counts arrive", || async {
        pair.peer.delivered_of("Update").len() == 1
    })
    .await;
    let update = pair.peer.delivered_of("Update").remove(0);
    assert_eq!(update["object"]["oneOf"][0]["replies"]["totalItems"], 1);
    assert_eq!(update["object"]["votersCount"], 1);
    assert!(
        update["object"].get("updated").is_none(),
        "nobody edited it"
    );
    pair.home.clock.pass(Duration::from_mins(10));
    assert_eq!(social.end_polls().await.unwrap(), 1);
    pair.home.publish().await;
    until("the end arrives", || async {
        pair.peer.delivered_of("Update").len() == 2
    })
    .await;
    let update = pair.peer.delivered_of("Update").remove(1);
    assert!(update["object"]["closed"].is_string());
}

/// Proves: FEP-9967
#[tokio::test]
async fn a_vote_of_ours_goes_to_the_author_alone() {
    let pair = Pair::start().await;
    let note = question(&pair, 1, (3, 4));
    take(&pair.bob, &pair, &pair.bob.create(1, &note)).await;
    let seen = pair.seen(id(&note)).await.unwrap();
    assert_eq!(counts(&pair, id(&note)).await, (vec![3, 4], 7));
    assert!(!seen.html.contains("Coffee"), "{}", seen.html);
    let social = &pair.home.social;
    social.vote(&pair.alice, seen.id, &[1]).await.unwrap();
    pair.home.publish().await;
    until("the vote arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let sent = pair.peer.delivered_of("Create").remove(0);
    let vote = &sent["object"];
    assert_eq!(
        (&vote["name"], &vote["inReplyTo"], &vote["attributedTo"]),
        (&json!("Coffee"), &note["id"], &json!(pair.actor()))
    );
    assert_eq!(
        (&vote["to"], &sent["to"]),
        (&json!([pair.bob.id]), &vote["to"])
    );
    assert_eq!(vote["type"], "Note");
    assert!(vote.get("content").is_none());
    assert_eq!(counts(&pair, id(&note)).await, (vec![3, 5], 8));
}

#[tokio::test]
async fn new_counts_are_no_edit_and_other_options_are() {
    let pair = Pair::start().await;
    take(
        &pair.bob,
        &pair,
        &pair.bob.create(1, &question(&pair, 1, (3, 4))),
    )
    .await;
    let counted = question(&pair, 1, (10, 4));
    let update = |number, note: &Value| {
        pair.bob.activity(
            ActivityKind::Update,
            number,
            ObjectRef::Inline(note.clone()),
        )
    };
    take(&pair.bob, &pair, &update(2, &counted)).await;
    let mut said_when = question(&pair, 1, (11, 4));
    said_when["updated"] = json!("2027-01-15T07:40:00Z");
    take(&pair.bob, &pair, &update(3, &said_when)).await;
    let uri = id(&counted);
    assert_eq!(counts(&pair, uri).await, (vec![11, 4], 15));
    assert_eq!(pair.seen(uri).await.unwrap().edited_at, None);
    let mut other = question(&pair, 1, (0, 0));
    other["oneOf"][1]["name"] = json!("Cocoa");
    other["updated"] = json!("2027-01-15T07:50:00Z");
    take(&pair.bob, &pair, &update(4, &other)).await;
    let seen = pair.seen(uri).await.unwrap();
    assert!(seen.edited_at.is_some());
    assert_eq!(seen.poll.unwrap().options[1].title, "Cocoa");
    // What somebody else says of it is nothing.
    let eve = pair.peer.person("eve");
    let forged = eve.activity(ActivityKind::Update, 5, ObjectRef::Inline(counted.clone()));
    eve.deliver(&pair.home, &forged).await;
    assert_eq!(counts(&pair, uri).await, (vec![0, 0], 0));
}

#[tokio::test]
async fn a_poll_that_somebody_looks_at_is_counted_again_later_and_seldom() {
    let pair = Pair::start().await;
    take(
        &pair.bob,
        &pair,
        &pair.bob.create(1, &question(&pair, 1, (3, 4))),
    )
    .await;
    let (path, newer) = ("/notes/1", question(&pair, 1, (30, 40)));
    pair.peer.publish(path, &newer);
    counts(&pair, id(&newer)).await;
    pair.home.clock.pass(Duration::from_mins(6));
    until("the counts are asked for", || async {
        counts(&pair, id(&newer)).await == (vec![30, 40], 70)
    })
    .await;
    assert_eq!(pair.peer.asked(path), 1);
    counts(&pair, id(&newer)).await;
    pair.home.network.chores_done().await;
    assert_eq!(pair.peer.asked(path), 1);
}
