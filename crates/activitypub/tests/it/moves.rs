//! Accounts that move (FEP-7628): believed when both say so, once in a while.

use ap_proto::activity::ActivityKind;
use http::StatusCode;
use serde_json::{Value, json};
use social::Viewer;

use crate::actors::known;
use crate::pair::Pair;
use crate::peer::{Peer, Person};
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
