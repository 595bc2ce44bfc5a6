//! Two servers that compare who follows somebody (FEP-8fcf).

use ap_proto::activity::ActivityKind;
use ap_proto::signature::Scheme;
use ap_proto::synchronization::{CollectionSynchronization, HEADER, digest};
use http::{HeaderMap, Method, StatusCode};
use model::Audience;
use serde_json::{Value, json};
use social::post::Draft;

use crate::pair::Pair;
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::until;

/// What Bob's server says of his followers here.
fn header(bob: &Person, url: &str, listed: &[&str]) -> CollectionSynchronization {
    CollectionSynchronization {
        collection_id: bob.followers(),
        url: url.to_owned(),
        digest: digest(listed.iter().copied()),
    }
}

/// Bob's server shows whom it counts, and where.
fn show(peer: &Peer, path: &str, listed: &[&str]) -> String {
    let list = json!({"id": peer.url(path), "type": "OrderedCollection", "orderedItems": listed});
    peer.publish(path, &list);
    peer.url(path)
}

/// A delivery of Bob's with a header, after which everything that was to be done is done.
async fn deliver(pair: &Pair, number: u32, said: &str) {
    let note = pair.bob.note(number, "Among friends");
    let body = pair.bob.create(number, &note).to_string().into_bytes();
    let mut headers = pair
        .bob
        .sign_for(&pair.home, Scheme::Rfc9421, "/ap/inbox", &body);
    headers.insert(HEADER, said.parse().unwrap());
    let answer = pair
        .home
        .ask(Method::POST, "/ap/inbox", headers, body)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    pair.home.network.chores_done().await;
    pair.home.publish().await;
}

async fn follows(pair: &Pair) -> bool {
    let bob = pair.bob_id().await;
    let relations = pair.home.social.relations(&pair.alice, &[bob]).await;
    relations.unwrap()[0].following
}

/// Proves: FEP-8fcf; Mastodon
#[tokio::test]
async fn who_is_not_counted_there_follows_no_longer() {
    let pair = Pair::start().await;
    let actor = pair.actor();
    let url = show(&pair.peer, "/sync", &[&actor]);
    deliver(&pair, 1, &header(&pair.bob, &url, &[&actor]).to_string()).await;
    assert_eq!(pair.peer.asked("/sync"), 0, "nothing is asked when it fits");
    assert!(follows(&pair).await);

    let url = show(&pair.peer, "/sync", &[]);
    deliver(&pair, 2, &header(&pair.bob, &url, &[]).to_string()).await;
    assert_eq!(pair.peer.asked("/sync"), 1);
    assert!(pair.peer.headers_of("/sync").contains_key("signature"));
    assert!(!follows(&pair).await);
    assert_eq!(pair.peer.delivered_of("Undo"), Vec::<Value>::new());
}

#[tokio::test]
async fn who_is_counted_there_and_does_not_follow_is_taken_back() {
    let pair = Pair::start().await;
    let carol = pair.home.person("carol").await;
    let both = [pair.actor(), pair.home.actor(carol.account_id)];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    let url = show(&pair.peer, "/sync", &both);
    deliver(&pair, 1, &header(&pair.bob, &url, &both).to_string()).await;
    assert!(follows(&pair).await);
    until("the follow is taken back", || async {
        !pair.peer.delivered_of("Undo").is_empty()
    })
    .await;
    let undo = pair.peer.delivered_of("Undo").remove(0);
    assert_eq!(undo["actor"], both[1]);
    assert_eq!(undo["object"]["type"], "Follow");
    assert_eq!(undo["object"]["object"], pair.bob.id);
}

#[tokio::test]
async fn a_list_that_is_not_theirs_or_not_whole_is_not_believed() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let there = show(&pair.peer, "/sync", &[]);
    let elsewhere = show(&far, "/sync", &[]);
    let mut of_others = header(&pair.bob, &there, &[]);
    of_others.collection_id = far.person("eve").followers();
    let stranger = "https://a.example/users/1";
    let wrongs = [
        header(&pair.bob, &elsewhere, &[]).to_string(),
        of_others.to_string(),
        "nonsense".to_owned(),
        // The list says something else than the digest.
        header(&pair.bob, &there, &[stranger]).to_string(),
    ];
    for (number, wrong) in (1..).zip(&wrongs) {
        deliver(&pair, number, wrong).await;
        assert!(follows(&pair).await, "{wrong}");
    }
    assert_eq!(far.asked("/sync"), 0);
    // A list that goes on elsewhere says nothing of who is not on it.
    let mut list =
        json!({"id": pair.peer.url("/pages"), "type": "OrderedCollection", "totalItems": 1});
    list["first"] = json!(pair.peer.url("/pages?1"));
    pair.peer.publish("/pages", &list);
    let pages = header(&pair.bob, &pair.peer.url("/pages"), &[]);
    deliver(&pair, 9, &pages.to_string()).await;
    assert_eq!(pair.peer.asked("/pages"), 1);
    assert!(follows(&pair).await);
}

/// The header speaks for whoever signed the request, and for nobody whose activity they only bring.
#[tokio::test]
async fn whoever_passes_on_an_activity_says_nothing_of_its_actors_followers() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let url = show(&pair.peer, "/sync", &[]);
    let note = pair.bob.note(1, "Among friends");
    let proved = pair.bob.prove(&pair.home, pair.bob.create(1, &note));
    let body = proved.to_string().into_bytes();
    let eve = far.person("eve");
    let mut headers = eve.sign_for(&pair.home, Scheme::Rfc9421, "/ap/inbox", &body);
    let said = header(&pair.bob, &url, &[]).to_string();
    headers.insert(HEADER, said.parse().unwrap());
    let answer = pair
        .home
        .ask(Method::POST, "/ap/inbox", headers, body)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    pair.home.network.chores_done().await;
    assert_eq!(pair.peer.asked("/sync"), 0);
    assert!(follows(&pair).await);
}

/// Proves: FEP-8fcf; Mastodon
#[tokio::test]
async fn a_post_for_followers_tells_each_server_which_of_them_are_there() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let eve = far.person("eve");
    for (number, by) in [(50, &pair.bob), (51, &eve)] {
        let follow = by.about(ActivityKind::Follow, number, &pair.actor());
        let answer = by.deliver(&pair.home, &follow).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
    }
    for (text, audience) in [("All", Audience::Public), ("Some", Audience::Followers)] {
        let draft = Draft {
            text: text.to_owned(),
            audience: Some(audience),
            ..Draft::default()
        };
        let posted = pair.home.social.create_post(&pair.alice, draft).await;
        posted.unwrap();
    }
    pair.home.publish().await;
    until("both have both", || async {
        let come = |peer: &Peer| peer.delivered_of("Create").len() == 2;
        come(&pair.peer) && come(&far)
    })
    .await;
    for (peer, person) in [(&pair.peer, &pair.bob), (&far, &eve)] {
        let creates = peer.delivered();
        let mut creates = creates.iter().filter(|it| it.body["type"] == "Create");
        assert_eq!(creates.next().unwrap().headers.get(HEADER), None);
        let private = &creates.next().unwrap().headers;
        let said = private[HEADER].to_str().unwrap();
        let said = CollectionSynchronization::parse(said).unwrap();
        assert_eq!(said.collection_id, format!("{}/followers", pair.actor()));
        assert_eq!(said.digest, digest([person.id.as_str()]));
        let covered = private["signature-input"].to_str().unwrap();
        assert!(covered.contains(HEADER), "{covered}");

        let path = said.url.strip_prefix(&pair.home.base).unwrap();
        let list = person.get(&pair.home, path).await;
        assert_eq!(list.json()["orderedItems"], json!([person.id]));
        let unsigned = pair
            .home
            .ask(Method::GET, path, HeaderMap::new(), Vec::new());
        assert_eq!(unsigned.await.status, StatusCode::UNAUTHORIZED);
        let unsigned = pair.home.get(path, ACTIVITY).await;
        assert_eq!(unsigned.status, StatusCode::UNAUTHORIZED);
    }
}
