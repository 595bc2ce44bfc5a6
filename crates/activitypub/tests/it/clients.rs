//! Clients that speak `ActivityPub` for their member: what they post, what they read, and what they may not.

use http::{HeaderMap, Method, StatusCode, header};
use model::Audience;
use serde_json::{Value, json};
use social::account::PostFilter;
use social::caller::Caller;
use social::oauth::NewApp;
use social::{Page, PostView, Viewer};

use crate::pair::Pair;
use crate::peer::{ACTIVITY, PUBLIC};
use crate::support::{Answer, Home, until};

async fn token(home: &Home, whose: &Caller, scopes: &str) -> String {
    let new = NewApp {
        name: "Test".to_owned(),
        website: None,
        redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
        scopes: "read write".to_owned(),
    };
    let app = home.social.create_app(new).await.unwrap();
    let granted = home.social.token_for_member(&app, whose.account_id, scopes);
    granted.await.unwrap().access_token
}

fn headers(token: &str, kind: &str) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
    if !token.is_empty() {
        let word = format!("Bearer {token}").parse().unwrap();
        headers.insert(header::AUTHORIZATION, word);
    }
    headers
}

/// A pair, and Alice's client with a token for everything.
struct Client {
    pair: Pair,
    token: String,
    outbox: String,
    inbox: String,
}

impl Client {
    async fn start() -> Self {
        let pair = Pair::start().await;
        let token = token(&pair.home, &pair.alice, "read write").await;
        let actor = format!("/ap/actors/{}", pair.alice.account_id);
        Self {
            token,
            outbox: format!("{actor}/outbox"),
            inbox: format!("{actor}/inbox"),
            pair,
        }
    }

    async fn post_as(&self, token: &str, body: &Value) -> Answer {
        let body = body.to_string().into_bytes();
        let headers = headers(token, ACTIVITY);
        self.pair
            .home
            .ask(Method::POST, &self.outbox, headers, body)
            .await
    }

    /// Posts something, which must be taken, and gives its address.
    async fn post(&self, body: &Value) -> String {
        let answer = self.post_as(&self.token, body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let address = answer.headers.get(header::LOCATION);
        address.map_or_else(String::new, |address| address.to_str().unwrap().to_owned())
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        let mut headers = headers(token, ACTIVITY);
        headers.remove(header::CONTENT_TYPE);
        self.pair
            .home
            .ask(Method::GET, path, headers, Vec::new())
            .await
    }

    /// The post whose Create has this address.
    async fn at(&self, address: &str) -> PostView {
        let id = address.trim_end_matches("/activity").rsplit('/').next();
        let id = id.unwrap().parse().unwrap();
        let viewer = self.pair.alice.viewer();
        self.pair.home.social.post(viewer, id).await.unwrap()
    }

    async fn newest(&self) -> PostView {
        let (viewer, id) = (self.pair.alice.viewer(), self.pair.alice.account_id);
        let page = Page::first(1);
        let posts = self
            .pair
            .home
            .social
            .account_posts(viewer, id, PostFilter::default(), page);
        posts.await.unwrap().items.remove(0)
    }
}

#[tokio::test]
async fn a_note_is_written_with_its_create_or_bare() {
    let client = Client::start().await;
    let followers = format!("{}/followers", client.pair.actor());
    let address = client
        .post(&json!({
            "type": "Create", "id": "https://made.up/1", "to": [PUBLIC], "cc": [followers],
            "object": {"type": "Note", "content": "<p>Hello <b>there</b></p>", "summary": "Greeting",
                "source": {"content": "Hello *there*", "mediaType": "text/markdown"}},
        }))
        .await;
    let post = client.newest().await;
    let own = format!("{}/ap/posts/{}/activity", client.pair.home.base, post.id);
    assert_eq!(address, own);
    assert_eq!(
        (post.audience, post.warning.as_str()),
        (Audience::Public, "Greeting")
    );
    assert!(post.html.contains("<em>there</em>"), "{}", post.html);

    let bare = json!({"type": "Note", "content": "Bare", "to": [followers], "cc": [PUBLIC], "inReplyTo": post.uri});
    client.post(&bare).await;
    let second = client.newest().await;
    assert_eq!(second.audience, Audience::Quiet);
    assert_eq!(second.reply_to, Some(post.id));
    // What is addressed to nobody is for nobody.
    let address = client
        .post(&json!({"type": "Note", "content": "Mine"}))
        .await;
    assert_eq!(client.at(&address).await.audience, Audience::Mentioned);
}

#[tokio::test]
async fn what_is_for_one_is_for_one() {
    let client = Client::start().await;
    let bob = client.pair.bob.id.clone();
    let address = client
        .post(&json!({"type": "Note", "content": "Psst", "to": [bob]}))
        .await;
    let post = client.at(&address).await;
    assert_eq!(post.audience, Audience::Mentioned);
    client.pair.home.publish().await;
    until("it arrives", || async {
        !client.pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let create = client.pair.peer.delivered_of("Create").remove(0);
    assert_eq!(create["to"], json!([bob]));
    assert!(!create.to_string().contains("#Public"));
    let seen = client.pair.home.social.post(Viewer::Anyone, post.id).await;
    assert!(seen.is_err());
    // One of them who cannot be found is no reason to tell the others.
    let nobody = client.pair.peer.url("/users/nobody");
    let both = json!({"type": "Note", "content": "Psst", "to": [bob, nobody]});
    let answer = client.post_as(&client.token, &both).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whatever_a_member_can_do_they_can_do_this_way_and_take_back() {
    let client = Client::start().await;
    let (pair, social) = (&client.pair, &client.pair.home.social);
    let note = pair.bob.note(1, "News");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(2, &note))
        .await;
    let uri = pair.peer.url("/notes/1");
    let mine = || async { pair.seen(&uri).await.unwrap().mine };
    let like = json!({"type": "Like", "object": uri});
    assert!(client.post(&like).await.contains("/ap/likes/"));
    assert!(mine().await.liked);
    let undo = |object: &Value| json!({"type": "Undo", "object": object});
    client.post(&undo(&like)).await;
    assert!(!mine().await.liked);
    let boost = client
        .post(&json!({"type": "Announce", "object": uri, "to": [PUBLIC]}))
        .await;
    assert!(mine().await.boosted);
    client.post(&undo(&json!(boost))).await;
    assert!(!mine().await.boosted);

    let carol = pair.peer.person("carol");
    let follow = json!({"type": "Follow", "object": carol.id});
    assert!(client.post(&follow).await.contains("/ap/follows/"));
    let found = social
        .find_identity(activitypub::ID, &carol.id)
        .await
        .unwrap();
    let id = found.unwrap().account_id;
    assert!(social.relations(&pair.alice, &[id]).await.unwrap()[0].requested);
    client.post(&undo(&follow)).await;
    assert!(!social.relations(&pair.alice, &[id]).await.unwrap()[0].requested);
    let block = json!({"type": "Block", "object": carol.id});
    client.post(&block).await;
    assert!(social.relations(&pair.alice, &[id]).await.unwrap()[0].blocking);
    client.post(&undo(&block)).await;

    client
        .post(&json!({"type": "Note", "content": "One", "to": [PUBLIC]}))
        .await;
    let post = client.newest().await;
    let changed = json!({"id": post.uri, "type": "Note", "content": "Two"});
    client
        .post(&json!({"type": "Update", "object": changed}))
        .await;
    assert!(client.newest().await.html.contains("Two"));
    client
        .post(&json!({"type": "Delete", "object": post.uri}))
        .await;
    assert!(social.post(pair.alice.viewer(), post.id).await.is_err());
}

#[tokio::test]
async fn nobody_acts_for_somebody_else() {
    let client = Client::start().await;
    let (pair, home) = (&client.pair, &client.pair.home);
    let eve = home.person("eve").await;
    let note = json!({"type": "Note", "content": "x", "to": [PUBLIC]});
    let (evil, reads) = (
        token(home, &eve, "read write").await,
        token(home, &pair.alice, "read").await,
    );
    for (token, status) in [
        ("", StatusCode::UNAUTHORIZED),
        ("rubbish", StatusCode::UNAUTHORIZED),
        (evil.as_str(), StatusCode::FORBIDDEN),
        (reads.as_str(), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(client.post_as(token, &note).await.status, status, "{token}");
        let answer = client.get(&client.inbox, token).await;
        let is_hers = token == reads;
        assert_eq!(answer.status == StatusCode::OK, is_hers, "{token}");
    }
    let eves = home.actor(eve.account_id);
    let of_eve = home.social.create_post(
        &eve,
        social::post::Draft {
            text: "Eve's".to_owned(),
            ..Default::default()
        },
    );
    let of_eve = of_eve.await.unwrap();
    for (wrong, status) in [
        (
            json!({"type": "Create", "actor": eves, "object": note}),
            StatusCode::FORBIDDEN,
        ),
        (
            json!({"type": "Note", "content": "x", "attributedTo": eves}),
            StatusCode::FORBIDDEN,
        ),
        (
            json!({"type": "Delete", "object": of_eve.uri}),
            StatusCode::FORBIDDEN,
        ),
        (
            json!({"type": "Update", "object": {"id": of_eve.uri, "type": "Note", "content": "Mine"}}),
            StatusCode::FORBIDDEN,
        ),
        (
            json!({"type": "Flag", "object": eves}),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({"type": "Create", "object": {"type": "Event", "name": "x"}}),
            StatusCode::BAD_REQUEST,
        ),
        (json!([1, 2]), StatusCode::BAD_REQUEST),
    ] {
        let answer = client.post_as(&client.token, &wrong).await;
        let is_refused = answer.status == status || answer.status == StatusCode::NOT_FOUND;
        assert!(is_refused, "{wrong}: {} {}", answer.status, answer.body);
    }
    let left = home.social.post(eve.viewer(), of_eve.id).await.unwrap();
    assert!(left.html.contains("Eve"));
}

#[tokio::test]
async fn the_inbox_is_read_by_its_owner() {
    let client = Client::start().await;
    let pair = &client.pair;
    let note = pair.bob.note(1, "News");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(2, &note))
        .await;
    let carol = pair.peer.person("carol");
    let follow = carol.about(ap_proto::activity::ActivityKind::Follow, 5, &pair.actor());
    carol.deliver(&pair.home, &follow).await;
    while pair.home.social.live_step().await.unwrap() == social::journal::Progress::Moved {}
    let whole = client.get(&client.inbox, &client.token).await;
    assert_eq!(whole.status, StatusCode::OK);
    let cached = whole.headers.get(header::CACHE_CONTROL).unwrap();
    assert!(cached.to_str().unwrap().contains("no-store"));
    let whole = whole.json();
    assert_eq!(whole["type"], "OrderedCollection");
    let first = whole["first"]
        .as_str()
        .unwrap()
        .replace(&pair.home.base, "");
    let page = client.get(&first, &client.token).await.json();
    let items = page["orderedItems"].as_array().unwrap();
    let of = |kind: &str| items.iter().find(|item| item["type"] == kind).unwrap();
    assert_eq!(of("Follow")["actor"], json!(carol.id));
    let create = of("Create");
    assert_eq!(create["actor"], json!(pair.bob.id));
    assert_eq!(create["object"]["id"], json!(pair.peer.url("/notes/1")));
    assert_eq!(create["object"]["to"], json!([PUBLIC]));
}

#[tokio::test]
async fn objects_are_fetched_for_a_client() {
    let client = Client::start().await;
    let pair = &client.pair;
    pair.peer.publish("/notes/1", &pair.bob.note(1, "Fetched"));
    let ask = |token: &str, id: &str| {
        let form = format!("id={}", id.replace(':', "%3A").replace('/', "%2F"));
        let headers = headers(token, "application/x-www-form-urlencoded");
        async move {
            pair.home
                .ask(Method::POST, "/ap/proxy", headers, form.into_bytes())
                .await
        }
    };
    let uri = pair.peer.url("/notes/1");
    assert_eq!(ask("", &uri).await.status, StatusCode::UNAUTHORIZED);
    let found = ask(&client.token, &uri).await;
    assert_eq!(found.json()["id"], json!(uri));
    let own = ask(&client.token, &pair.actor()).await;
    assert_eq!(own.status, StatusCode::BAD_REQUEST);
    assert_ne!(
        ask(&client.token, "file:///etc/passwd").await.status,
        StatusCode::OK
    );
    let path = format!("/ap/actors/{}", pair.alice.account_id);
    let actor = pair.home.get(&path, ACTIVITY);
    let actor = actor.await.json();
    for name in ["sharedInbox", "proxyUrl", "oauthTokenEndpoint"] {
        assert!(actor["endpoints"][name].is_string(), "{name}");
    }
}
