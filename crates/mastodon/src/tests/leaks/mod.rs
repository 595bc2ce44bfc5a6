//! The leak matrix (security rows E5 and F13): whoever asks, wherever they ask, a post is shown to exactly those that
//! `model::audience` lets see it.
//!
//! Generated: every `GET` of the table of routes is asked by every kind of viewer, with every id that any of them has come to
//! know, and every stream is listened to. A route added tomorrow is part of it without a line here.

mod scene;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::{Method, Request};
use model::PostId;
use tokio::time::timeout;
use tower::ServiceExt;

use scene::{
    AUDIENCES, Author, Circled, Follower, Mentioned, Muted, NoToken, Scene, TIES, Tie, words_in,
};

/// How long a stream may be silent before it is taken to have nothing more to say.
const SILENCE: Duration = Duration::from_millis(50);

/// The questions that a route takes.
fn queries(path: &str, scene: &Scene) -> Vec<String> {
    let all: Vec<String> = scene
        .posts
        .iter()
        .map(|post| format!("id[]={}", post.id))
        .collect();
    let author = scene.author.account_id;
    match path {
        "/api/v1/statuses" => vec![all.join("&")],
        "/api/v2/search" | "/api/v1/search" => {
            let words = AUDIENCES.iter().map(|(_, word)| (*word).to_owned());
            let asked = words.chain(
                ["zxtag", "from:author", "from:author in:library", "author"].map(str::to_owned),
            );
            let mut asked: Vec<String> = asked
                .map(|words| format!("q={}&limit=40", words.replace(' ', "+")))
                .collect();
            asked.extend(
                scene
                    .posts
                    .iter()
                    .map(|post| format!("q={}&resolve=true", post.page_url)),
            );
            asked
        }
        "/api/oembed" => scene
            .posts
            .iter()
            .map(|post| format!("url={}", post.page_url))
            .collect(),
        "/api/v1/timelines/link" => vec!["url=https://elsewhere.example/zx".to_owned()],
        "/api/v1/accounts/{id}/statuses" => [
            "",
            "pinned=true",
            "exclude_replies=true",
            "tagged=zxtag",
            "only_media=true",
            "exclude_reblogs=true",
        ]
        .map(str::to_owned)
        .to_vec(),
        path if path.starts_with("/api/v1/timelines/") => ["limit=40", "local=true", "remote=true"]
            .map(str::to_owned)
            .to_vec(),
        path if path.contains("notifications") => vec![
            "limit=80&include_filtered=true".to_owned(),
            format!("account_id={author}"),
        ],
        _ => vec!["limit=80".to_owned()],
    }
}

/// A path with each of the ids in place of its parameters.
fn concrete(path: &str, ids: &BTreeSet<String>) -> Vec<String> {
    let named = path
        .replace("{tag}", "zxtag")
        .replace("{hashtag}", "zxtag")
        .replace("{name}", "zxtag");
    if !named.contains('{') {
        return vec![named];
    }
    let parts: Vec<&str> = named.split('/').collect();
    let fill = |id: &String| {
        let filled = parts
            .iter()
            .map(|part| if part.starts_with('{') { id } else { *part });
        filled.collect::<Vec<_>>().join("/")
    };
    ids.iter().map(fill).collect()
}

#[tokio::test]
async fn a_post_is_shown_to_exactly_those_who_may_see_it_on_every_route() {
    let mut scene = Scene::new().await;
    scene.write().await;
    scene.part().await;
    let mut asked = 0;
    for tie in TIES {
        let (may, ids) = (tie.words(), scene.ids(tie).await);
        for route in crate::table() {
            if route.method != Method::GET || route.path.contains("/streaming") {
                continue;
            }
            for path in concrete(route.path, &ids) {
                for query in queries(route.path, &scene) {
                    let path = format!("{path}?{query}");
                    let (status, body) = scene.ask(tie, &path).await;
                    let seen = words_in(&body);
                    assert!(
                        seen.is_subset(&may),
                        "LEAK: {tie:?} may see {may:?} and saw {seen:?} at {path} ({status})"
                    );
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 3_000, "only {asked} questions were asked");
}

#[tokio::test]
async fn nobody_is_kept_from_what_is_for_them() {
    let mut scene = Scene::new().await;
    scene.write().await;
    scene.part().await;
    for tie in TIES {
        let may = tie.words();
        let mut seen = BTreeSet::new();
        for post in &scene.posts {
            let (_, body) = scene
                .ask(tie, &format!("/api/v1/statuses/{}", post.id))
                .await;
            seen.extend(words_in(&body));
        }
        assert_eq!(seen, may, "{tie:?}, one by one");
        let all = queries("/api/v1/statuses", &scene).concat();
        let (_, body) = scene.ask(tie, &format!("/api/v1/statuses?{all}")).await;
        assert_eq!(words_in(&body), may, "{tie:?}, many at once");
        // Private mentions are no part of a profile.
        let profile = format!(
            "/api/v1/accounts/{}/statuses?limit=40",
            scene.author.account_id
        );
        let (_, body) = scene.ask(tie, &profile).await;
        let listed: BTreeSet<_> = may
            .iter()
            .copied()
            .filter(|word| *word != "zxmentioned")
            .collect();
        assert_eq!(words_in(&body), listed, "{tie:?}, on the profile");
        let (status, body) = scene.ask(tie, "/api/v1/timelines/home?limit=40").await;
        let follows = matches!(tie, Author | Follower | Circled | Muted);
        if status == 200 && follows {
            assert_eq!(words_in(&body), listed, "{tie:?}, at home");
        }
    }
}

/// Deeds on a post that the doer may not see answer as if it were not there.
#[tokio::test]
async fn nothing_can_be_done_with_what_is_not_shown() {
    let mut scene = Scene::new().await;
    scene.write().await;
    scene.part().await;
    let deeds = crate::table().into_iter().filter(|route| {
        route.method == Method::POST && route.path.starts_with("/api/v1/statuses/{id}/")
    });
    for route in deeds.filter(|route| !route.path.contains("/un")) {
        for tie in TIES
            .into_iter()
            .filter(|tie| !matches!(tie, Author | NoToken))
        {
            for (post, (audience, word)) in scene.posts.iter().zip(AUDIENCES) {
                if tie.may_see(audience) {
                    continue;
                }
                let path = concrete(route.path, &BTreeSet::from([post.id.to_string()])).concat();
                let answer = scene.world.post(scene.token(tie), &path, "").await;
                let body = answer.json.to_string();
                assert!(answer.status.is_client_error(), "{tie:?} at {path}: {body}");
                assert!(!body.contains(word), "LEAK: {tie:?} at {path}");
            }
        }
    }
}

async fn listen(scene: &Scene, tie: Tie, path: &str) -> Option<BodyDataStream> {
    let token = format!("Bearer {}", scene.token(tie));
    let request = Request::get(path).header("authorization", token);
    let request = request.body(Body::empty()).unwrap();
    let response = scene.world.router.clone().oneshot(request).await.unwrap();
    let is_open = response.status() == 200;
    is_open.then(|| response.into_body().into_data_stream())
}

async fn all_said(mut stream: BodyDataStream) -> String {
    let mut said = String::new();
    while let Ok(Some(Ok(chunk))) = timeout(SILENCE, stream.next()).await {
        said.push_str(&String::from_utf8_lossy(&chunk));
    }
    said
}

#[tokio::test]
async fn a_stream_says_to_each_listener_only_what_they_may_see() {
    let mut scene = Scene::new().await;
    // What stands between them is settled before anything is said.
    scene.part().await;
    let mut streams = Vec::new();
    for tie in TIES.into_iter().filter(|tie| *tie != NoToken) {
        let lists = scene.ids(tie).await;
        for route in crate::table()
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/streaming/"))
        {
            let mut queries = vec!["tag=zxtag".to_owned()];
            if route.path.ends_with("/list") {
                queries = lists.iter().map(|id| format!("list={id}")).collect();
            }
            for query in queries {
                let path = format!("{}?{query}", route.path);
                if let Some(stream) = listen(&scene, tie, &path).await {
                    streams.push((tie, path, stream));
                }
            }
        }
    }
    scene.write().await;
    let edited: Vec<PostId> = scene.posts.iter().map(|post| post.id).collect();
    for (id, (_, word)) in edited.iter().zip(AUDIENCES) {
        let path = format!("/api/v1/statuses/{id}");
        let form = format!("status={word}+@mentioned+changed");
        scene
            .world
            .ask(scene.token(Author), Method::PUT, &path, &form)
            .await
            .ok();
    }
    scene.world.settle().await;
    assert!(
        streams.len() > 60,
        "only {} streams were open",
        streams.len()
    );
    let mut heard: BTreeMap<Tie, BTreeSet<&str>> = BTreeMap::new();
    for (tie, path, stream) in streams {
        let said = words_in(&all_said(stream).await);
        let may = tie.words();
        assert!(
            said.is_subset(&may),
            "LEAK: {tie:?} may hear {may:?} and heard {said:?} at {path}"
        );
        heard.entry(tie).or_default().extend(said);
    }
    for tie in [Author, Follower, Mentioned, Circled] {
        assert_eq!(heard[&tie], tie.words(), "{tie:?}");
    }
}
