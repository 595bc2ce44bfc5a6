//! Who may answer, and what becomes of the answers of others (GoToSocial's interaction policies).

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use model::{InteractionPolicy, Permission, PostId};
use serde_json::{Value, json};
use social::caller::Caller;
use social::post::Draft;
use social::{Page, PostView, Viewer};

use crate::pair::{Pair, id};
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::until;

/// Alice, who says who may answer; Bob, whom she follows; Carol, a neighbour of hers.
struct Green {
    pair: Pair,
    carol: Caller,
    post: PostView,
}

impl Green {
    async fn with(reply: Permission, asks: bool) -> Self {
        let pair = Pair::start().await;
        let carol = pair.home.person("carol").await;
        let draft = Draft {
            text: "Who may answer?".to_owned(),
            policy: InteractionPolicy {
                reply,
                asks,
                ..InteractionPolicy::default()
            },
            ..Draft::default()
        };
        let post = pair.home.social.create_post(&pair.alice, draft).await;
        Self {
            post: post.unwrap(),
            pair,
            carol,
        }
    }

    fn answer(&self, by: &Person, number: u32) -> Value {
        let mut note = by.note(number, "I may, may I?");
        note["inReplyTo"] = json!(self.post.uri);
        note
    }

    async fn deliver(&self, by: &Person, activity: &Value) {
        let answer = by.deliver(&self.pair.home, activity).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        self.pair.home.publish().await;
    }

    async fn id_of(&self, note: &Value) -> PostId {
        let found = self.pair.home.social.find_post_by_uri(id(note)).await;
        found.unwrap().expect("it is kept")
    }

    /// Who sees a post: Alice, Carol, and anybody.
    async fn seen(&self, note: &Value) -> (bool, bool, bool) {
        let (social, post) = (&self.pair.home.social, self.id_of(note).await);
        let sees = async |viewer| social.post(viewer, post).await.is_ok();
        (
            sees(self.pair.alice.viewer()).await,
            sees(self.carol.viewer()).await,
            sees(Viewer::Anyone).await,
        )
    }

    /// What somebody's server was told of a type.
    async fn told(&self, peer: &Peer, kind: &str) -> Value {
        self.pair.home.publish().await;
        until(kind, || async { !peer.delivered_of(kind).is_empty() }).await;
        peer.delivered_of(kind).remove(0)
    }

    async fn replies(&self) -> Value {
        let path = format!("/ap/posts/{}/replies", self.post.id);
        let listed = self.pair.home.get(&path, ACTIVITY).await;
        listed.json()["orderedItems"].clone()
    }
}

/// Proves: interactionPolicy; GoToSocial
#[tokio::test]
async fn an_answer_waits_until_its_author_is_let_in() {
    let green = Green::with(Permission::Followers, true).await;
    let (pair, social) = (&green.pair, &green.pair.home.social);
    let path = green.post.uri.replace(&pair.home.base, "");
    let shown = pair.home.get(&path, ACTIVITY).await.json();
    let rule = &shown["interactionPolicy"]["canReply"];
    assert_eq!(rule["manualApproval"], json!([crate::peer::PUBLIC]));
    assert_eq!(
        rule["automaticApproval"],
        json!([format!("{}/followers", pair.actor())])
    );

    let note = green.answer(&pair.bob, 1);
    green.deliver(&pair.bob, &pair.bob.create(1, &note)).await;
    assert_eq!(green.seen(&note).await, (true, false, false));
    assert_eq!(green.replies().await, json!([]));
    let count = async |green: &Green| {
        let post = social.post(Viewer::Anyone, green.post.id).await;
        post.unwrap().replies_count
    };
    assert_eq!(count(&green).await, 0);
    assert!(pair.peer.delivered_of("Accept").is_empty());
    let waiting = social.waiting_answers(&pair.alice, Page::first(5)).await;
    let waiting = waiting.unwrap().items;
    assert!(waiting[0].mine.may_let_in, "{waiting:?}");
    let answer = green.id_of(&note).await;
    // Only Alice decides.
    social
        .judge_answer(&green.carol, answer, true)
        .await
        .unwrap_err();
    social
        .judge_answer(&pair.alice, answer, true)
        .await
        .unwrap();
    social
        .judge_answer(&pair.alice, answer, false)
        .await
        .unwrap_err();

    let accept = green.told(&pair.peer, "Accept").await;
    assert_eq!(accept["object"], note["id"]);
    assert_eq!(accept["actor"], pair.actor());
    assert_eq!(green.seen(&note).await, (true, true, true));
    assert_eq!(count(&green).await, 1);
    assert_eq!(green.replies().await, json!([note["id"]]));
    let written = accept["result"].as_str().unwrap();
    let word = pair
        .home
        .get(&written.replace(&pair.home.base, ""), ACTIVITY)
        .await;
    let word = word.json();
    assert_eq!(word["type"], "ReplyAuthorization");
    assert_eq!(word["interactingObject"], note["id"]);
    assert_eq!(word["interactionTarget"], json!(green.post.uri));
    assert_eq!(word["attributedTo"], pair.actor());
}

/// Proves: interactionPolicy; GoToSocial
#[tokio::test]
async fn who_may_not_answer_is_refused_and_who_may_is_let_in_at_once() {
    let green = Green::with(Permission::Followers, false).await;
    let pair = &green.pair;
    let note = green.answer(&pair.bob, 1);
    green.deliver(&pair.bob, &pair.bob.create(1, &note)).await;
    let reject = green.told(&pair.peer, "Reject").await;
    assert_eq!(reject["object"], note["id"]);
    assert_eq!(green.seen(&note).await, (false, false, false));

    let far = Peer::start().await;
    let eve = far.person("eve");
    let follow = eve.about(ActivityKind::Follow, 2, &pair.actor());
    green.deliver(&eve, &follow).await;
    let note = green.answer(&eve, 3);
    green.deliver(&eve, &eve.create(3, &note)).await;
    until("she is let in", || async {
        far.delivered_of("Accept").len() == 2
    })
    .await;
    assert_eq!(far.delivered_of("Accept")[1]["object"], note["id"]);
    assert_eq!(green.seen(&note).await, (true, true, true));
}

/// Proves: interactionPolicy; GoToSocial
#[tokio::test]
async fn who_asks_first_is_answered_what_they_asked() {
    let green = Green::with(Permission::Nobody, true).await;
    let pair = &green.pair;
    let note = green.answer(&pair.bob, 1);
    let ask = |by: &Person, number: u32, note: &Value| {
        let mut request = by.about(ActivityKind::ReplyRequest, number, &green.post.uri);
        request["instrument"] = note.clone();
        request
    };
    // What answers something else, or is somebody else's, asks for nothing.
    let stray = pair.bob.note(7, "About something else");
    let wrong = pair
        .bob
        .deliver(&pair.home, &ask(&pair.bob, 70, &stray))
        .await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let far = Peer::start().await;
    let eve = far.person("eve");
    let wrong = eve.deliver(&pair.home, &ask(&eve, 71, &note)).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);

    let request = ask(&pair.bob, 1, &note);
    green.deliver(&pair.bob, &request).await;
    assert_eq!(green.seen(&note).await, (true, false, false));
    let answer = green.id_of(&note).await;
    pair.home
        .social
        .judge_answer(&pair.alice, answer, false)
        .await
        .unwrap();
    let reject = green.told(&pair.peer, "Reject").await;
    assert_eq!(reject["object"]["id"], request["id"]);
    assert_eq!(reject["object"]["type"], "ReplyRequest");
    assert_eq!(reject["object"]["instrument"], note["id"]);
    assert_eq!(green.seen(&note).await, (false, false, false));

    let open = Green::with(Permission::Anyone, false).await;
    let note = open.answer(&open.pair.bob, 1);
    let mut request = open
        .pair
        .bob
        .about(ActivityKind::ReplyRequest, 2, &open.post.uri);
    request["instrument"] = note.clone();
    open.deliver(&open.pair.bob, &request).await;
    let accept = open.told(&open.pair.peer, "Accept").await;
    assert_eq!(accept["object"]["id"], request["id"]);
    assert!(accept["result"].is_string());
    assert_eq!(open.seen(&note).await, (true, true, true));
}

/// Proves: interactionPolicy; GoToSocial
#[tokio::test]
async fn what_others_say_to_our_answers_is_heard_from_those_who_were_answered() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let (carol, eve) = (pair.home.person("carol").await, far.person("eve"));
    let social = &pair.home.social;
    let root = pair.bob.note(1, "May I be answered?");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &root))
        .await;
    let parent = pair.seen(id(&root)).await.unwrap();
    let draft = Draft {
        text: "I hope so".to_owned(),
        reply_to: Some(parent.id),
        ..Draft::default()
    };
    let ours = social.create_post(&pair.alice, draft).await.unwrap();
    let stamp = pair.peer.url("/stamps/1");
    let word = |by: &Person, number: u32, kind: ActivityKind, result: &str| {
        let mut word = by.activity(kind, number, ObjectRef::Uri(ours.uri.clone()));
        word["result"] = json!(result);
        word
    };
    let forged = [
        (
            &eve,
            word(&eve, 2, ActivityKind::Accept, &far.url("/stamps/1")),
        ),
        (&eve, word(&eve, 3, ActivityKind::Reject, "")),
        (
            &pair.bob,
            word(&pair.bob, 4, ActivityKind::Accept, &far.url("/stamps/1")),
        ),
    ];
    for (by, activity) in &forged {
        let refused = by.deliver(&pair.home, activity).await;
        assert!(refused.status.is_client_error() || pair.seen(&ours.uri).await.is_some());
    }
    let path = ours.uri.replace(&pair.home.base, "");
    let shown = async || pair.home.get(&path, ACTIVITY).await.json();
    assert!(shown().await.get("replyAuthorization").is_none());
    let accept = word(&pair.bob, 5, ActivityKind::Accept, &stamp);
    let answer = pair.bob.deliver(&pair.home, &accept).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(shown().await["replyAuthorization"], json!(stamp));
    assert_eq!(shown().await["approvedBy"], json!(stamp));

    let reject = word(&pair.bob, 6, ActivityKind::Reject, "");
    pair.bob.deliver(&pair.home, &reject).await;
    social.post(carol.viewer(), ours.id).await.unwrap_err();
    let own = social.post(pair.alice.viewer(), ours.id).await.unwrap();
    assert!(own.mine.is_not_let_in);
}

/// A neighbour asks as anybody does; what waits has not left, and leaves when it is let in.
#[tokio::test]
async fn an_answer_of_a_neighbour_leaves_when_it_is_let_in() {
    let green = Green::with(Permission::Followers, true).await;
    let (pair, social) = (&green.pair, &green.pair.home.social);
    let carols = pair.home.actor(green.carol.account_id);
    for (number, whom) in [(70, pair.actor()), (71, carols)] {
        let follow = pair.bob.about(ActivityKind::Follow, number, &whom);
        green.deliver(&pair.bob, &follow).await;
    }
    let says = async |text: &str, reply_to: Option<PostId>| {
        let draft = Draft {
            text: text.to_owned(),
            reply_to,
            ..Draft::default()
        };
        social.create_post(&green.carol, draft).await.unwrap()
    };
    let asked = says("May I?", Some(green.post.id)).await;
    let refused = says("Or this?", Some(green.post.id)).await;
    assert!(asked.mine.is_not_let_in);
    let edit = social::post::Edit {
        text: "Changed".to_owned(),
        ..social::post::Edit::default()
    };
    let edited = social.edit_post(&green.carol, asked.id, edit).await;
    edited.unwrap_err();
    let boosted = social.boost(&green.carol, asked.id, None).await;
    boosted.unwrap_err();
    let judged = social.judge_answer(&pair.alice, refused.id, false).await;
    judged.unwrap();
    says("Hello all", None).await;
    pair.home.publish().await;
    let words = || -> Vec<String> {
        let told = pair.peer.delivered_of("Create");
        let words = told.iter().map(|it| it["object"]["content"].to_string());
        words.filter(|words| !words.contains("Who may")).collect()
    };
    until("what is for all has come", || async { !words().is_empty() }).await;
    assert!(words()[0].contains("Hello all") && words().len() == 1);
    let judged = social.judge_answer(&pair.alice, asked.id, true).await;
    judged.unwrap();
    pair.home.publish().await;
    until("it leaves", || async { words().len() == 2 }).await;
    assert!(words()[1].contains("May I?"));
    let told = pair.peer.delivered_of("Create").pop().unwrap();
    let written = told["object"]["replyAuthorization"].as_str().unwrap();
    let word = pair
        .home
        .get(&written.replace(&pair.home.base, ""), ACTIVITY)
        .await
        .json();
    assert_eq!(word["type"], "ReplyAuthorization");
    assert_eq!(word["interactingObject"], json!(asked.uri));
    assert_eq!(word["interactionTarget"], json!(green.post.uri));
    assert!(social.post(Viewer::Anyone, asked.id).await.is_ok());
    social.post(Viewer::Anyone, refused.id).await.unwrap_err();
}

/// Proves: interactionPolicy; GoToSocial
#[tokio::test]
async fn an_answer_of_ours_goes_to_whoever_is_asked_and_to_others_when_it_is_let_in() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let (carol, eve) = (pair.home.person("carol").await, far.person("eve"));
    let social = &pair.home.social;
    let follow = eve.about(ActivityKind::Follow, 80, &pair.actor());
    eve.deliver(&pair.home, &follow).await;
    let mut root = pair.bob.note(1, "Ask me first");
    root["interactionPolicy"] = json!({"canReply": {"automaticApproval": [pair.bob.id], "manualApproval": [crate::peer::PUBLIC]}});
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &root))
        .await;
    let parent = pair.seen(id(&root)).await.unwrap();
    let says = async |text: &str, reply_to: Option<PostId>| {
        let draft = Draft {
            text: text.to_owned(),
            reply_to,
            ..Draft::default()
        };
        social.create_post(&pair.alice, draft).await.unwrap()
    };
    let ours = says("I ask", Some(parent.id)).await;
    assert!(ours.mine.is_not_let_in);
    let regretted = says("I regret", Some(parent.id)).await;
    social.delete_post(&pair.alice, regretted.id).await.unwrap();
    social.post(carol.viewer(), ours.id).await.unwrap_err();
    says("Hello all", None).await;
    pair.home.publish().await;
    until("Bob is asked", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    assert_eq!(
        pair.peer.delivered_of("Create")[0]["object"]["id"],
        json!(ours.uri)
    );
    until("Eve has the other", || async {
        !far.delivered_of("Create").is_empty()
    })
    .await;
    assert_eq!(far.delivered_of("Create").len(), 1);
    assert_ne!(
        far.delivered_of("Create")[0]["object"]["id"],
        json!(ours.uri)
    );

    let stamp = pair.peer.url("/stamps/1");
    let mut accept = pair.bob.about(ActivityKind::Accept, 5, &ours.uri);
    accept["result"] = json!(stamp);
    let answer = pair.bob.deliver(&pair.home, &accept).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    pair.home.publish().await;
    until("Eve has it, too", || async {
        far.delivered_of("Create").len() == 2
    })
    .await;
    let told = far.delivered_of("Create").remove(1);
    assert_eq!(told["object"]["id"], json!(ours.uri));
    assert_eq!(told["object"]["replyAuthorization"], json!(stamp));
    assert!(social.post(carol.viewer(), ours.id).await.is_ok());
    // What nobody else had is taken back from nobody else.
    assert_eq!(pair.peer.delivered_of("Delete").len(), 1);
    assert!(far.delivered_of("Delete").is_empty());
}
