//! What pages tell programs: feeds, microformats, `OpenGraph`; and what a thread says of itself.

use http::StatusCode;
use http::header::ACCEPT;
use model::Audience;
use social::post::Draft;
use testkit::{Person, World};

async fn write(world: &World, person: &Person, text: &str, audience: Audience) -> String {
    let draft = Draft {
        text: text.into(),
        audience: Some(audience),
        ..Draft::default()
    };
    let post = world.social().create_post(&person.caller, draft).await;
    post.map(|post| post.path()).unwrap_or_default()
}

/// What each of the three formats says, as a reader of all of them understands it.
#[tokio::test]
async fn a_profile_and_a_tag_are_read_in_three_formats() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    write(&world, &ada, "Beans & <peas> #beans", Audience::Public).await;
    let warned = Draft {
        text: "Boo #beans".into(),
        warning: "Ghosts".into(),
        audience: Some(Audience::Public),
        ..Draft::default()
    };
    world
        .social()
        .create_post(&ada.caller, warned)
        .await
        .unwrap();
    for audience in [Audience::Quiet, Audience::Followers, Audience::Local] {
        write(&world, &ada, "Hidden #beans", audience).await;
    }
    for path in ["/@ada", "/tags/beans"] {
        let page = world.get(path).await;
        for (ending, kind) in [
            ("rss", "application/rss+xml; charset=utf-8"),
            ("atom", "application/atom+xml; charset=utf-8"),
            ("json", "application/feed+json; charset=utf-8"),
        ] {
            let address = format!("{path}.{ending}");
            assert!(page.text().contains(&address), "{address}");
            let answer = world.get(&address).session(&ada).await;
            assert_eq!(answer.header("content-type"), kind, "{address}");
            let feed = feed_rs::parser::parse(answer.text().as_bytes()).unwrap();
            let titles: Vec<String> = feed
                .entries
                .iter()
                .map(|entry| entry.title.as_ref().unwrap().content.clone())
                .collect();
            assert_eq!(titles, ["Ghosts", "Beans & <peas> #beans"], "{address}");
            assert!(!answer.text().contains("Hidden"), "{address}");
            let first = &feed.entries[0];
            assert!(first.links.iter().any(|link| link.href.contains("/@ada/")));
            assert!(first.published.is_some(), "{address}");
            // Who has it is not given it again.
            let tag = answer.header("etag").to_owned();
            let since = answer.header("last-modified").to_owned();
            let again = world
                .get(&address)
                .header(http::header::IF_NONE_MATCH, &tag)
                .await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
            let again = world
                .get(&address)
                .header(http::header::IF_MODIFIED_SINCE, &since)
                .await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
        }
    }
    for nobody in ["/@nobody.rss", "/@ada.exe"] {
        assert_eq!(world.get(nobody).await.status, StatusCode::NOT_FOUND);
    }
    // Where Mastodon has the object.
    let object = world
        .get("/@ada.json")
        .header(ACCEPT, "application/activity+json")
        .await;
    assert_eq!(object.status, StatusCode::SEE_OTHER);
}

/// Programs that read pages find who wrote what, and what may be shown where it is shared; nothing of that for what is private.
#[tokio::test]
async fn pages_tell_programs_what_they_show() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let open = write(&world, &ada, "Look", Audience::Public).await;
    let page = world.get(&open).await;
    for sign in [
        "h-entry",
        "e-content",
        "p-author h-card",
        "dt-published",
        "property=\"og:site_name\"",
        "property=\"og:url\"",
        "application/json+oembed",
    ] {
        assert!(page.text().contains(sign), "{sign}");
    }
    let profile = world.get("/@ada").await;
    for sign in ["h-card", "h-feed", "u-photo", "p-name", "profile:username"] {
        assert!(profile.text().contains(sign), "{sign}");
    }
    let closed = write(&world, &ada, "Psst", Audience::Followers).await;
    let page = world.get(&closed).session(&ada).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("og:"));
}

/// The page of a thread says how the search for the rest of it stands; who has no account neither sets it off nor sees it.
#[tokio::test]
async fn a_thread_says_how_the_search_for_its_rest_stands() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let path = write(&world, &ada, "First", Audience::Public).await;
    let id: model::PostId = path.rsplit('/').next().unwrap().parse().unwrap();
    let page = world.get(&path).session(&ada).await;
    assert!(
        !page.text().contains("Look again"),
        "there is nobody to ask"
    );
    assert!(page.text().contains("data-thread="));
    let page = world.get(&path).await;
    assert!(!page.text().contains("data-thread="));
    world.social().thread_looked(id, 0, 0).await.unwrap();
    let stream = format!("/live?stream=thread&post={id}");
    let answer = world.get(&stream).await;
    assert_ne!(answer.status, StatusCode::OK, "visitors do not listen");
    let secret = write(&world, &ada, "Mine", Audience::Mentioned).await;
    let secret = secret.rsplit('/').next().unwrap().to_owned();
    let eve = world.person("eve").await;
    let stream = format!("/live?stream=thread&post={secret}");
    let answer = world.get(&stream).session(&eve).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
