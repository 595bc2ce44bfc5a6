//! Quotes and the consent to them (FEP-044f), in both directions, forged and taken back.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use model::{Audience, Permission};
use serde_json::{Value, json};
use social::PostView;
use social::post::Draft;
use social::view::QuoteState;

use crate::actors::post;
use crate::pair::{Pair, id};
use crate::peer::{ACTIVITY, PUBLIC, Peer, Person};
use crate::support::until;

/// Asks, as somebody, whether a note of theirs may quote a post.
fn request(by: &Person, number: u32, note: &Value, quoted: &str) -> Value {
    let mut request = by.about(ActivityKind::QuoteRequest, number, quoted);
    request["instrument"] = note.clone();
    request
}

fn quoting(by: &Person, number: u32, quoted: &str) -> Value {
    let mut note = by.note(number, "Look at this");
    note["quote"] = json!(quoted);
    note
}

fn state(post: &PostView) -> Option<QuoteState> {
    post.quote.as_ref().map(|quote| quote.state)
}

impl Pair {
    async fn quotes(&self, quoted: &str) -> PostView {
        let quoted = self.home.social.find_post_by_uri(quoted).await.unwrap();
        let draft = Draft {
            text: "Look".to_owned(),
            quote: quoted,
            ..Draft::default()
        };
        let social = &self.home.social;
        social.create_post(&self.alice, draft).await.unwrap()
    }

    async fn hears(&self, activity: &Value) -> StatusCode {
        self.bob.deliver(&self.home, activity).await.status
    }

    /// What was delivered of a kind, when there are that many.
    async fn told(&self, kind: &str, count: usize) -> Value {
        self.home.publish().await;
        until(kind, || async {
            self.peer.delivered_of(kind).len() >= count
        })
        .await;
        self.peer.delivered_of(kind).pop().unwrap()
    }

    async fn state_of(&self, uri: &str) -> Option<QuoteState> {
        state(&self.seen(uri).await.unwrap())
    }
}

/// Proves: FEP-044f
#[tokio::test]
async fn a_quote_of_somebody_elsewhere_is_asked_for_told_anew_and_taken_back() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "Hello");
    pair.hears(&pair.bob.create(1, &note)).await;
    let follow = pair.bob.about(ActivityKind::Follow, 2, &pair.actor());
    pair.hears(&follow).await;
    let mine = pair.quotes(id(&note)).await;
    assert_eq!(state(&mine), Some(QuoteState::Pending));
    let asked = pair.told("QuoteRequest", 1).await;
    assert_eq!(asked["object"], note["id"]);
    assert_eq!(asked["instrument"]["id"], mine.uri.as_str());
    let create = pair.told("Create", 1).await;
    let sent = &create["object"];
    for name in ["quote", "quoteUrl", "quoteUri", "_misskey_quote"] {
        assert_eq!(sent[name], note["id"], "{name}");
    }
    assert_eq!(sent["quoteAuthorization"], Value::Null);
    assert!(sent["content"].as_str().unwrap().contains("quote-inline"));
    // Nobody else says yes, and not by what stands elsewhere.
    let eve = pair.peer.person("eve");
    let yes = |by: &Person, number, result: &str| {
        let mut yes = by.activity(
            ActivityKind::Accept,
            number,
            ObjectRef::Inline(asked.clone()),
        );
        yes["result"] = json!(result);
        yes
    };
    let word = pair.peer.url("/stamps/1");
    eve.deliver(&pair.home, &yes(&eve, 20, &word)).await;
    pair.hears(&yes(&pair.bob, 21, "https://else.example/stamps/1"))
        .await;
    assert_eq!(pair.state_of(&mine.uri).await, Some(QuoteState::Pending));
    pair.hears(&yes(&pair.bob, 22, &word)).await;
    assert_eq!(pair.state_of(&mine.uri).await, Some(QuoteState::Accepted));
    let update = pair.told("Update", 1).await;
    assert_eq!(update["object"]["quoteAuthorization"], word.as_str());
    assert_eq!(update["object"]["updated"], Value::Null, "it is no edit");
    // Somebody else cannot take it back, its author can, and an old yes does not bring it again.
    let delete = |by: &Person, number| by.about(ActivityKind::Delete, number, &word);
    eve.deliver(&pair.home, &delete(&eve, 23)).await;
    assert_eq!(pair.state_of(&mine.uri).await, Some(QuoteState::Accepted));
    pair.hears(&delete(&pair.bob, 24)).await;
    assert_eq!(pair.state_of(&mine.uri).await, Some(QuoteState::Revoked));
    let update = pair.told("Update", 2).await;
    assert_eq!(update["object"]["quote"], Value::Null);
    pair.hears(&yes(&pair.bob, 25, &word)).await;
    assert_eq!(pair.state_of(&mine.uri).await, Some(QuoteState::Revoked));
}

/// Proves: FEP-044f
#[tokio::test]
async fn a_quote_of_ours_is_answered_and_can_be_looked_up_until_it_is_taken_back() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let note = quoting(&pair.bob, 1, &hello.uri);
    // Eve cannot ask for him, nor he for what does not quote.
    let eve = pair.peer.person("eve");
    let forged = request(&eve, 1, &note, &hello.uri);
    let answer = eve.deliver(&pair.home, &forged).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    let other = request(&pair.bob, 2, &pair.bob.note(2, "x"), &hello.uri);
    assert_eq!(pair.hears(&other).await, StatusCode::FORBIDDEN);
    let asked = request(&pair.bob, 3, &note, &hello.uri);
    assert_eq!(pair.hears(&asked).await, StatusCode::ACCEPTED);
    let yes = pair.told("Accept", 1).await;
    assert_eq!(yes["object"]["id"], asked["id"]);
    assert_eq!(yes["object"]["instrument"], note["id"]);
    assert_eq!(pair.state_of(id(&note)).await, Some(QuoteState::Accepted));
    let written = yes["result"].as_str().unwrap();
    let path = written.strip_prefix(&pair.home.base).unwrap();
    let word = pair.home.get(path, ACTIVITY).await.json();
    assert_eq!(word["type"], "QuoteAuthorization");
    assert_eq!(word["attributedTo"], pair.actor().as_str());
    assert_eq!(word["interactingObject"], note["id"]);
    assert_eq!(word["interactionTarget"], hello.uri.as_str());
    let seen = pair.seen(id(&note)).await.unwrap();
    let social = &pair.home.social;
    let revoked = social.revoke_quote(&pair.alice, hello.id, seen.id).await;
    assert_eq!(state(&revoked.unwrap()), Some(QuoteState::Revoked));
    let delete = pair.told("Delete", 1).await;
    assert_eq!(delete["object"], written);
    let gone = pair.home.get(path, ACTIVITY).await;
    assert_eq!(gone.status, StatusCode::GONE);
    // Asked again, the answer is no.
    pair.hears(&request(&pair.bob, 4, &note, &hello.uri)).await;
    let no = pair.told("Reject", 1).await;
    assert_eq!(no["result"], Value::Null);
    assert_eq!(pair.state_of(id(&note)).await, Some(QuoteState::Revoked));
}

#[tokio::test]
async fn the_rules_of_a_post_are_written_read_and_kept_to() {
    let pair = Pair::start().await;
    let social = &pair.home.social;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let rules = social.set_interaction_policy(&pair.alice, hello.id, |policy| {
        policy.quote = Permission::Nobody;
        policy.reply = Permission::Followers;
    });
    rules.await.unwrap();
    let path = hello.uri.strip_prefix(&pair.home.base).unwrap();
    let rules = &pair.home.get(path, ACTIVITY).await.json()["interactionPolicy"];
    let actor = pair.actor();
    for (name, allowed) in [
        ("canQuote", actor.clone()),
        ("canReply", format!("{actor}/followers")),
        ("canLike", PUBLIC.to_owned()),
    ] {
        assert_eq!(rules[name]["automaticApproval"], json!([allowed]), "{name}");
    }
    let note = quoting(&pair.bob, 1, &hello.uri);
    pair.hears(&request(&pair.bob, 1, &note, &hello.uri)).await;
    pair.told("Reject", 1).await;
    assert_eq!(pair.state_of(id(&note)).await, Some(QuoteState::Refused));
    // What he may not see is not there: no answer, no trace.
    let private = post(&pair.home, &pair.alice, "Psst", Audience::Followers).await;
    let note = quoting(&pair.bob, 2, &private.uri);
    pair.hears(&request(&pair.bob, 2, &note, &private.uri))
        .await;
    assert!(pair.seen(id(&note)).await.is_none());
    // His are read: no answers, no quotes.
    let mut his = pair.bob.note(3, "Leave me alone");
    let only = json!({ "automaticApproval": [pair.bob.id], "manualApproval": [] });
    his["interactionPolicy"] = json!({ "canReply": only, "canQuote": only, "canAnnounce": only });
    pair.hears(&pair.bob.create(3, &his)).await;
    let seen = pair.seen(id(&his)).await.unwrap();
    assert!(!seen.mine.may_quote);
    let draft = Draft {
        text: "But why?".to_owned(),
        reply_to: Some(seen.id),
        ..Draft::default()
    };
    let refused = social.create_post(&pair.alice, draft).await;
    assert!(matches!(refused, Err(social::Error::Forbidden(_))));
    // An Update changes them.
    his["interactionPolicy"]["canQuote"] = json!({ "manualApproval": [PUBLIC] });
    let update = |number, note: &Value| {
        let object = ObjectRef::Inline(note.clone());
        pair.bob.activity(ActivityKind::Update, number, object)
    };
    pair.hears(&update(4, &his)).await;
    assert!(pair.seen(id(&his)).await.unwrap().mine.may_quote);
}

#[tokio::test]
async fn a_quote_between_others_is_shown_when_its_author_says_so() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let carol = far.person("carol");
    far.publish("/notes/1", &carol.note(1, "Carol said"));
    let quoted = far.url("/notes/1");
    let word = |number: u32, by: &str, of: &str| {
        json!({
            "id": far.url(&format!("/stamps/{number}")), "type": "QuoteAuthorization",
            "attributedTo": by, "interactingObject": of, "interactionTarget": quoted,
        })
    };
    let (first, second) = (pair.peer.url("/notes/1"), pair.peer.url("/notes/2"));
    far.publish("/stamps/1", &word(1, &carol.id, &first));
    far.publish("/stamps/2", &word(2, &pair.bob.id, &second));
    let forged = word(3, &carol.id, &second).to_string();
    pair.peer.serve("/stamps/3", 200, ACTIVITY, &forged);
    let mut note = quoting(&pair.bob, 1, &quoted);
    pair.hears(&pair.bob.create(1, &note)).await;
    pair.home.network.chores_done().await;
    assert_eq!(pair.state_of(&first).await, Some(QuoteState::Pending));
    let pending = pair.seen(&first).await.unwrap();
    assert!(pending.quote.unwrap().post.is_none());
    assert!(pending.html.contains(&quoted), "{}", pending.html);
    // The authorization comes with an Update that is no edit.
    note["quoteAuthorization"] = json!(far.url("/stamps/1"));
    let update = |number, note: &Value| {
        let object = ObjectRef::Inline(note.clone());
        pair.bob.activity(ActivityKind::Update, number, object)
    };
    pair.hears(&update(2, &note)).await;
    pair.home.network.chores_done().await;
    let shown = pair.seen(&first).await.unwrap();
    assert_eq!(state(&shown), Some(QuoteState::Accepted));
    assert_eq!(shown.edited_at, None);
    let inside = shown.quote.unwrap().post.unwrap();
    assert!(inside.html.contains("Carol said"));
    assert!(!shown.html.contains("quote-inline"), "{}", shown.html);
    // For another post, by another one, on another origin: worth nothing.
    for (number, place) in [
        (1, far.url("/stamps/1")),
        (2, far.url("/stamps/2")),
        (3, pair.peer.url("/stamps/3")),
        (4, far.url("/stamps/404")),
    ] {
        let mut note = quoting(&pair.bob, 2, &quoted);
        note["quoteAuthorization"] = json!(place);
        let told = if number == 1 {
            pair.bob.create(10, &note)
        } else {
            update(10 + number, &note)
        };
        pair.hears(&told).await;
        pair.home.network.chores_done().await;
        let state = pair.state_of(&second).await;
        assert_eq!(state, Some(QuoteState::Pending), "{place}");
    }
    // Carol takes it back.
    let delete = carol.about(ActivityKind::Delete, 1, &far.url("/stamps/1"));
    carol.deliver(&pair.home, &delete).await;
    assert_eq!(pair.state_of(&first).await, Some(QuoteState::Revoked));
    assert!(pair.seen(&quoted).await.is_some(), "her post stays");
}
