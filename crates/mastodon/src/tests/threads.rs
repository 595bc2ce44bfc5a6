//! Threads whose rest is elsewhere.

use http::StatusCode;
use model::{AccountKind, Audience, Domain, InteractionPolicy, PostId, PostKind, Time};
use social::NetworkId;
use social::inbound::{Arrival, RemoteAccount, RemotePost};

use super::world::World;

const THERE: NetworkId = NetworkId("paper");

/// A post of somebody elsewhere, or an answer of theirs.
async fn from_far_away(world: &World, reply_to: Option<String>) -> PostId {
    let uri = "https://far.example/zoe".to_owned();
    let zoe = RemoteAccount {
        network: THERE,
        page_url: None,
        names: Vec::new(),
        claims: Vec::new(),
        host: "far.example".to_owned(),
        inbox: Some(format!("{uri}/inbox")),
        shared_inbox: None,
        followers_uri: None,
        document: "{}".to_owned(),
        username: "zoe".to_owned(),
        domain: Domain::parse("far.example").unwrap(),
        kind: AccountKind::Person,
        display_name: "Zoe".to_owned(),
        note_html: String::new(),
        fields: Vec::new(),
        emojis: Vec::new(),
        avatar_url: None,
        header_url: None,
        is_locked: false,
        is_discoverable: false,
        is_indexable: false,
        created_at: None,
        uri,
    };
    let post = RemotePost {
        network: THERE,
        uri: "https://far.example/1".to_owned(),
        url: None,
        author: world.social.receive_account(zoe).await.unwrap(),
        kind: PostKind::Note,
        audience: Audience::Public,
        named: Vec::new(),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: "<p>Far</p>".to_owned(),
        language: None,
        tags: Vec::new(),
        media: Vec::new(),
        emojis: Vec::new(),
        reply_to,
        quote: None,
        poll: None,
        created_at: Time::from_seconds(1_600_000_000),
        edited_at: None,
        policy: InteractionPolicy::default(),
        how: Arrival::Pushed,
    };
    world.social.receive_post(post).await.unwrap()
}

/// What is looked for behind an answer can be asked after, by whoever may see the post; nobody here has it looked for twice.
#[tokio::test]
async fn how_far_the_search_for_a_thread_is_can_be_asked() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let id = from_far_away(&world, None).await;
    let path = format!("/api/v1_alpha/async_refreshes/thread-{id}");
    let unknown = world.get(&alice, &path).await;
    // As documented for one that is not there.
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.json["error"], "Record not found");
    let answer = world
        .get(&alice, &format!("/api/v1/statuses/{id}/context"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    // No network looks: it is over before it began.
    assert!(!answer.headers.contains_key("mastodon-async-refresh"));
    let looked = world.get(&alice, &path).await;
    assert_eq!(looked.json["async_refresh"]["status"], "finished");
    assert_eq!(looked.json["async_refresh"]["id"], format!("thread-{id}"));
    assert_eq!(looked.json["async_refresh"]["result_count"], 0);
    let nobody = world.get(&alice, "/api/v1_alpha/async_refreshes/x").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    compat::proves("GET /api/v1_alpha/async_refreshes/:id");
}

/// Who may answer is chosen with the post; what waits is seen by who is asked, who alone decides.
#[tokio::test]
async fn an_answer_waits_for_who_is_asked() {
    let world = World::new().await;
    let ((_, alice), (_, bob)) = (world.person("alice").await, world.person("bob").await);
    let statuses = "/api/v1/statuses";
    let wrong = world.post(&alice, statuses, "status=x&folkmoot_answers=cats");
    assert_eq!(wrong.await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let post = world.post(&alice, statuses, "status=May+you%3F&folkmoot_answers=ask");
    let uri = post.await.ok()["uri"].as_str().unwrap().to_owned();
    let id = from_far_away(&world, Some(uri)).await;
    let (shown, all) = (format!("{statuses}/{id}"), "/api/v1/folkmoot/answers");
    assert_eq!(world.get(&bob, &shown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&alice, &shown).await.status, StatusCode::OK);
    assert_eq!(world.get(&bob, all).await.ok(), serde_json::json!([]));
    assert_eq!(world.get(&alice, all).await.ok()[0]["id"], id.to_string());
    let let_in = format!("{all}/{id}/let_in");
    let stranger = world.post(&bob, &let_in, "").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    world.post(&alice, &let_in, "").await.ok();
    assert_eq!(world.get(&bob, &shown).await.status, StatusCode::OK);
    let keep_out = format!("{all}/{id}/keep_out");
    let late = world.post(&alice, &keep_out, "").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}
