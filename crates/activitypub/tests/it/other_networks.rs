//! What other networks call their people and posts by does not leave for the Fediverse.

use ap_proto::activity::ActivityKind;
use model::{AccountId, AccountKind, Audience, Domain, InteractionPolicy, PostId, PostKind};
use social::NetworkId;
use social::inbound::{Arrival, RemoteAccount, RemotePost};
use social::post::Draft;
use social::relation::FollowOptions;

use crate::pair::Pair;
use crate::support::{Home, until};

const THERE: NetworkId = NetworkId("paper");
const ZOE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
const SAID: &str = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a";

async fn stranger(home: &Home) -> AccountId {
    let remote = RemoteAccount {
        network: THERE,
        uri: ZOE.to_owned(),
        page_url: Some(format!("https://pages.example/{ZOE}")),
        names: Vec::new(),
        claims: Vec::new(),
        host: "far.example".to_owned(),
        inbox: None,
        shared_inbox: None,
        followers_uri: None,
        document: "{}".to_owned(),
        username: "zoe.far.example".to_owned(),
        domain: Domain::parse("far.example").unwrap(),
        kind: AccountKind::Person,
        display_name: "Zoe".to_owned(),
        note_html: String::new(),
        fields: Vec::new(),
        emojis: Vec::new(),
        avatar_url: None,
        header_url: None,
        is_locked: false,
        is_discoverable: true,
        is_indexable: true,
        created_at: None,
    };
    home.social.receive_account(remote).await.unwrap()
}

async fn her_post(home: &Home, author: AccountId) -> PostId {
    let remote = RemotePost {
        network: THERE,
        uri: SAID.to_owned(),
        url: Some("https://pages.example/post/1".to_owned()),
        author,
        kind: PostKind::Note,
        audience: Audience::Public,
        named: Vec::new(),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: "<p>Hello</p>".to_owned(),
        language: None,
        tags: Vec::new(),
        media: Vec::new(),
        emojis: Vec::new(),
        reply_to: None,
        quote: None,
        poll: None,
        created_at: home.social.now(),
        edited_at: None,
        policy: InteractionPolicy::default(),
        how: Arrival::Pushed,
    };
    home.social.receive_post(remote).await.unwrap()
}

#[tokio::test]
async fn a_post_of_another_network_is_answered_liked_and_boosted_without_its_names_leaving() {
    let pair = Pair::start().await;
    let follow = pair.bob.about(ActivityKind::Follow, 1, &pair.actor());
    pair.bob.deliver(&pair.home, &follow).await;
    let (social, alice) = (&pair.home.social, &pair.alice);
    let zoe = stranger(&pair.home).await;
    let hers = her_post(&pair.home, zoe).await;
    let options = FollowOptions::default();
    social.follow(alice, zoe, options).await.unwrap();
    social.like(alice, hers).await.unwrap();
    social.boost(alice, hers, None).await.unwrap();
    social.unlike(alice, hers).await.unwrap();
    social.unboost(alice, hers).await.unwrap();
    social.boost(alice, hers, None).await.unwrap();
    let draft = Draft {
        text: "@zoe.far.example@far.example An answer".to_owned(),
        reply_to: Some(hers),
        ..Draft::default()
    };
    let answer = social.create_post(alice, draft).await.unwrap();
    assert_eq!(answer.mentions.len(), 1);
    pair.home.publish().await;
    until("the answer arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    social.unfollow(alice, zoe).await.unwrap();
    pair.home.publish().await;
    let delivered = pair.peer.delivered();
    for sent in &delivered {
        let body = sent.body.to_string();
        let is_clean = !body.contains("at://") && !body.contains("\"did:");
        assert!(is_clean, "{body}");
    }
    for kind in ["Like", "Announce", "Undo"] {
        assert_eq!(pair.peer.delivered_of(kind).len(), 0, "{kind}");
    }
    let create = pair.peer.delivered_of("Create").pop().unwrap();
    assert_eq!(create["object"]["inReplyTo"], serde_json::Value::Null);
    let html = create["object"]["content"].as_str().unwrap();
    assert!(html.contains("https://pages.example/did:plc:"), "{html}");
}

#[tokio::test]
async fn pages_and_collections_leave_those_of_other_networks_out() {
    let pair = Pair::start().await;
    let (home, alice) = (&pair.home, &pair.alice);
    let zoe = stranger(home).await;
    home.social
        .receive_follow(THERE, zoe, alice.account_id, "at://x")
        .await
        .unwrap();
    let path = |name: &str| format!("/ap/actors/{}/{name}?page=true", alice.account_id);
    let hers = her_post(home, zoe).await;
    home.social.boost(alice, hers, None).await.unwrap();
    for name in ["followers", "outbox"] {
        let shown = home
            .get(&path(name), "application/activity+json")
            .await
            .json();
        assert_eq!(
            shown["orderedItems"].as_array().unwrap().len(),
            0,
            "{shown}"
        );
    }
}
