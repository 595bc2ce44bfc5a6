//! Accounts that move (FEP-7628): believed when both say so, once in a while.

use std::time::Duration;

use ap_proto::activity::ActivityKind;
use http::StatusCode;
use model::AccountId;
use serde_json::{Value, json};
use social::Viewer;
use social::caller::Caller;
use social::relation::FollowOptions;

use crate::actors::known;
use crate::pair::Pair;
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::until;

fn moves(by: &Person, number: u32, target: &str) -> Value {
    let mut moves = by.about(ActivityKind::Move, number, &by.id);
    moves["target"] = json!(target);
    moves
}

/// Shows somebody's actor with something more in it.
fn show(peer: &Peer, person: &Person, name: &str, value: Value) {
    let mut actor = person.actor();
    actor[name] = value;
    peer.publish(&format!("/users/{}", person.name), &actor);
}

/// Proves: FEP-7628
#[tokio::test]
async fn who_follows_somebody_follows_them_to_where_both_say_they_are() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let (home, bob) = (&pair.home, pair.bob_id().await);
    let robert = far.person("robert");
    let followed =
        || async { home.social.relations(&pair.alice, &[bob]).await.unwrap()[0].following };
    // What only one of them says, or somebody else for them, moves nobody.
    let refused = async |number, activity: &Value, by: &Person| {
        let answer = by.deliver(home, activity).await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "{number}: {}",
            answer.body
        );
        assert!(followed().await, "{number}");
    };
    refused(1, &moves(&pair.bob, 1, &robert.id), &pair.bob).await;
    show(&pair.peer, &pair.bob, "movedTo", json!(robert.id));
    refused(2, &moves(&pair.bob, 2, &robert.id), &pair.bob).await;
    show(&far, &robert, "alsoKnownAs", json!([pair.bob.id]));
    show(
        &pair.peer,
        &pair.bob,
        "movedTo",
        json!(far.url("/users/eve")),
    );
    refused(3, &moves(&pair.bob, 3, &robert.id), &pair.bob).await;
    let mut forged = robert.about(ActivityKind::Move, 4, &pair.bob.id);
    forged["target"] = json!(robert.id);
    refused(4, &forged, &robert).await;
    show(&pair.peer, &pair.bob, "movedTo", json!(robert.id));
    let genuine = moves(&pair.bob, 5, &robert.id);
    for _ in 0..2 {
        let answer = pair.bob.deliver(home, &genuine).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    }
    let new_home = known(home, &robert.id).await.unwrap().id;
    let old = home.social.account(Viewer::Anyone, bob).await.unwrap();
    assert_eq!(old.moved_to, Some(new_home));
    let relation = &home
        .social
        .relations(&pair.alice, &[new_home])
        .await
        .unwrap()[0];
    assert!(relation.requested && !followed().await);
    home.publish().await;
    until("the new account is asked", || async {
        far.delivered_of("Follow").len() == 1
    })
    .await;
    until("the old one is left", || async {
        pair.peer.delivered_of("Undo").len() == 1
    })
    .await;
    // Not again so soon.
    let third = far.person("third");
    show(&far, &third, "alsoKnownAs", json!([pair.bob.id]));
    show(&pair.peer, &pair.bob, "movedTo", json!(third.id));
    pair.bob
        .deliver(home, &moves(&pair.bob, 6, &third.id))
        .await;
    let old = home.social.account(Viewer::Anyone, bob).await.unwrap();
    assert_eq!(old.moved_to, Some(new_home));
}

/// A12: who moves in a circle takes nobody round and round.
///
/// Proves: FEP-7628
#[tokio::test]
async fn a_circle_of_moves_ends_where_it_would_close() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let (home, bob) = (&pair.home, pair.bob_id().await);
    let robert = far.person("robert");
    for (peer, person, other) in [(&pair.peer, &pair.bob, &robert), (&far, &robert, &pair.bob)] {
        let mut actor = person.actor();
        actor["movedTo"] = json!(other.id);
        actor["alsoKnownAs"] = json!([other.id]);
        peer.publish(&format!("/users/{}", person.name), &actor);
    }
    // A target that has moved on itself is no home.
    let both_ways = [(&pair.bob, &robert), (&robert, &pair.bob)];
    for (number, (from, to)) in (1..).zip(both_ways) {
        from.deliver(home, &moves(from, number, &to.id)).await;
    }
    let followed = async |id| home.social.relations(&pair.alice, &[id]).await.unwrap()[0].clone();
    assert!(followed(bob).await.following);
    // The first one is genuine; the way back is not gone, not even weeks later.
    show(&far, &robert, "alsoKnownAs", json!([pair.bob.id]));
    home.network.chores_done().await;
    home.clock.pass(Duration::from_hours(24 * 30));
    pair.bob
        .deliver(home, &moves(&pair.bob, 3, &robert.id))
        .await;
    let new = known(home, &robert.id).await.unwrap().id;
    assert!(followed(new).await.requested, "she went along once");
    let mut back = robert.actor();
    back["movedTo"] = json!(pair.bob.id);
    back["alsoKnownAs"] = json!([pair.bob.id]);
    far.publish("/users/robert", &back);
    home.clock.pass(Duration::from_hours(24 * 30));
    robert.deliver(home, &moves(&robert, 4, &pair.bob.id)).await;
    assert!(!followed(bob).await.following && !followed(bob).await.requested);
    let there = home.social.account(Viewer::Anyone, new).await.unwrap();
    assert_eq!(there.moved_to, None);
}

/// Carol, who is here and follows somebody.
async fn carol(pair: &Pair, whom: AccountId) -> Caller {
    let carol = pair.home.person("carol").await;
    let options = FollowOptions::default();
    let follow = pair.home.social.follow(&carol, whom, options);
    follow.await.unwrap();
    carol
}

async fn alices_actor(pair: &Pair) -> Value {
    let path = pair.actor().replace(&pair.home.base, "");
    pair.home.get(&path, ACTIVITY).await.json()
}

/// Proves: FEP-7628
#[tokio::test]
async fn somebody_from_elsewhere_moves_here() {
    let pair = Pair::start().await;
    let (home, social, bob) = (&pair.home, &pair.home.social, pair.bob_id().await);
    let carol = carol(&pair, bob).await;
    show(&pair.peer, &pair.bob, "movedTo", json!(pair.actor()));
    let moving = moves(&pair.bob, 1, &pair.actor());
    let early = pair.bob.deliver(home, &moving).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "Alice does not say so");

    social.add_alias(&pair.alice, &pair.bob.id).await.unwrap();
    assert_eq!(
        alices_actor(&pair).await["alsoKnownAs"],
        json!([pair.bob.id])
    );
    let moved = pair.bob.deliver(home, &moving).await;
    assert_eq!(moved.status, StatusCode::ACCEPTED, "{}", moved.body);
    let both = [pair.alice.account_id, bob];
    let relation = social.relations(&carol, &both).await.unwrap();
    assert!(relation[0].following, "nobody needs to let her in");
    assert!(!relation[1].following && !relation[1].requested);
    let hers = [pair.alice.account_id];
    let hers = social.relations(&pair.alice, &hers).await.unwrap();
    assert!(!hers[0].following, "nobody follows themselves");

    social.remove_alias(&pair.alice, bob).await.unwrap();
    assert!(alices_actor(&pair).await.get("alsoKnownAs").is_none());
}

/// Proves: FEP-7628
#[tokio::test]
async fn a_member_moves_away_with_followers_and_can_come_back() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let (home, social, alice) = (&pair.home, &pair.home.social, &pair.alice);
    let carol = carol(&pair, alice.account_id).await;
    let follow = pair.bob.about(ActivityKind::Follow, 1, &pair.actor());
    pair.bob.deliver(home, &follow).await;
    let alicia = far.person("alicia");
    let go = async |password: &str| social.move_away(alice, password, &alicia.id).await;
    let password = "correct horse battery staple";
    go("guessed").await.unwrap_err();
    go(password).await.unwrap_err();
    show(&far, &alicia, "alsoKnownAs", json!([pair.actor()]));
    go(password).await.unwrap();
    home.publish().await;
    until("the follower is told", || async {
        !pair.peer.delivered_of("Move").is_empty()
    })
    .await;
    let told = pair.peer.delivered_of("Move").remove(0);
    assert_eq!(told["object"], json!(pair.actor()));
    assert_eq!(told["target"], json!(alicia.id));
    assert_eq!(told["to"], json!([format!("{}/followers", pair.actor())]));
    let updated = pair.peer.delivered_of("Update").pop().unwrap();
    assert_eq!(updated["object"]["movedTo"], json!(alicia.id));
    assert_eq!(alices_actor(&pair).await["movedTo"], json!(alicia.id));

    // Who comes now is shown on; who went is not followed at the old place.
    let dora = home.person("dora").await;
    let late = social.follow(&dora, alice.account_id, FollowOptions::default());
    late.await.unwrap_err();
    let eve = pair.peer.person("eve");
    let late = eve.about(ActivityKind::Follow, 2, &pair.actor());
    eve.deliver(home, &late).await;
    home.publish().await;
    until("the late one is refused", || async {
        !pair.peer.delivered_of("Reject").is_empty()
    })
    .await;
    go(password).await.expect("again to the same place");

    let new = known(home, &alicia.id).await.unwrap().id;
    let both = [new, alice.account_id];
    let between = social.relations(&carol, &both).await.unwrap();
    assert!(between[0].requested && !between[1].following);

    social.come_back(alice).await.unwrap();
    assert!(alices_actor(&pair).await.get("movedTo").is_none());
    let again = go(password).await.unwrap_err();
    assert!(matches!(again, social::Error::Conflict(_)), "{again:?}");
}
