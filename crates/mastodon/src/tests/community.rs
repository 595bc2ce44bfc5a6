//! The community as apps ask for it, and what the host decides.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::{Method, StatusCode};
use serde_json::json;
use social::caller::Role;
use social::translation::{Languages, Question, Translated, Translator};

use super::media::{png, send};
use super::world::World;

#[tokio::test]
async fn the_papers_of_the_host_are_read_by_everybody() {
    let world = World::new().await;
    let (_, olga) = world.staff("olga", Role::Owner).await;
    let (_, alice) = world.person("alice").await;
    let (terms, privacy) = (
        "/api/v1/instance/terms_of_service",
        "/api/v1/instance/privacy_policy",
    );
    assert_eq!(world.get("", terms).await.status, StatusCode::NOT_FOUND);
    assert!(
        world.get("", privacy).await.ok()["content"]
            .as_str()
            .unwrap()
            .contains("<p>")
    );
    let path = "/api/v1/folkmoot/admin/community";
    let refused = world
        .ask(&alice, Method::PATCH, path, "privacy_policy=x")
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let form =
        "privacy_policy=We+keep+<little>&terms_of_service=Be+kind&terms_effective_date=2020-01-02";
    world.ask(&olga, Method::PATCH, path, form).await.ok();
    let later = "terms_of_service=Be+kinder&terms_effective_date=2100-01-02";
    world.ask(&olga, Method::PATCH, path, later).await.ok();
    let now = world.get("", terms).await.ok();
    assert_eq!(
        (&now["effective_date"], &now["effective"]),
        (&json!("2020-01-02"), &json!(true))
    );
    assert_eq!(now["succeeded_by"], "2100-01-02");
    let then = world.get("", &format!("{terms}/2100-01-02")).await.ok();
    assert!(then["content"].as_str().unwrap().contains("kinder"));
    assert_eq!(
        world.get("", &format!("{terms}/2001-01-01")).await.status,
        StatusCode::NOT_FOUND
    );
    let content = world.get("", privacy).await.ok()["content"].to_string();
    assert!(content.contains("&lt;little&gt;"), "{content}");
    assert_eq!(
        world.get(&olga, path).await.ok()["terms_of_service"],
        "Be kinder"
    );
}

#[tokio::test]
async fn weeks_and_peers_are_counted() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .ok();
    world.social.note_seen().await.unwrap();
    let weeks = world.get("", "/api/v1/instance/activity").await.ok();
    assert_eq!(weeks.as_array().unwrap().len(), 12);
    assert_eq!(
        (&weeks[0]["statuses"], &weeks[0]["registrations"]),
        (&json!("1"), &json!("1"))
    );
    assert_eq!(weeks[11]["statuses"], "0");
    assert_eq!(
        world.get("", "/api/v1/instance/peers").await.ok(),
        json!([])
    );
    assert_eq!(
        world.get("", "/api/v1/peers/search?q=mas").await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn a_custom_emoji_is_shown_where_its_word_is_written() {
    let world = World::new().await;
    let (_, olga) = world.staff("olga", Role::Owner).await;
    let (_, alice) = world.person("alice").await;
    let path = "/api/v1/folkmoot/admin/emojis";
    let texts = [("shortcode", "folk_dance"), ("category", "Dances")];
    let files = [("image", png(9))];
    let made = send(&world, &olga, Method::POST, path, &texts, &files)
        .await
        .ok();
    for (who, form) in [
        (&alice, &texts[..]),
        (&olga, &texts[..]),
        (&olga, &[("shortcode", "a b")][..]),
    ] {
        let again = send(&world, who, Method::POST, path, form, &files).await;
        assert!(again.status.is_client_error());
    }
    let all = world.get("", "/api/v1/custom_emojis").await.ok();
    assert_eq!(
        (&all[0]["shortcode"], &all[0]["category"]),
        (&json!("folk_dance"), &json!("Dances"))
    );
    let form = "status=Let+us+:folk_dance:+and+:unknown:";
    let post = world.post(&alice, "/api/v1/statuses", form).await.ok();
    assert_eq!(post["emojis"].as_array().unwrap().len(), 1);
    assert_eq!(post["emojis"][0]["url"], all[0]["url"]);
    let me = "/api/v1/accounts/update_credentials";
    let me = world
        .ask(&alice, Method::PATCH, me, "display_name=Alice+:folk_dance:")
        .await
        .ok();
    assert_eq!(me["emojis"][0]["shortcode"], "folk_dance");
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    world.ask(&olga, Method::DELETE, &one, "").await.ok();
    assert_eq!(world.get("", "/api/v1/custom_emojis").await.ok(), json!([]));
    assert_eq!(
        world.ask(&olga, Method::DELETE, &one, "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_public_post_can_be_shown_on_other_pages_and_no_other() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let address = |id: &str| format!("/api/oembed?url=https://moot.example/@alice/{id}");
    let open = world
        .post(&alice, "/api/v1/statuses", "status=Hi+<b>")
        .await
        .id();
    let shown = world
        .get("", &format!("{}&maxwidth=9999", address(&open)))
        .await
        .ok();
    assert_eq!(
        (&shown["type"], &shown["width"]),
        (&json!("rich"), &json!(1000))
    );
    let html = shown["html"].as_str().unwrap();
    assert!(
        html.contains("&lt;b&gt;") && !html.contains("<script"),
        "{html}"
    );
    for visibility in ["private", "direct", "local"] {
        let form = format!("status=hush&visibility={visibility}");
        let id = world.post(&alice, "/api/v1/statuses", &form).await.id();
        assert_eq!(
            world.get(&alice, &address(&id)).await.status,
            StatusCode::NOT_FOUND
        );
    }
    for url in [
        "",
        "https://other.example/@alice/1",
        "https://moot.example/about",
    ] {
        let answer = world.get("", &format!("/api/oembed?url={url}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{url}");
    }
}

#[tokio::test]
async fn a_year_is_counted_for_the_one_who_lived_it() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let year = "/api/v1/annual_reports/2023";
    assert_eq!(
        world.get(&alice, &format!("{year}/state")).await.ok()["state"],
        "ineligible"
    );
    let post = world
        .post(&alice, "/api/v1/statuses", "status=Hi+%23cats")
        .await
        .id();
    world
        .post(&bob, &format!("/api/v1/statuses/{post}/reblog"), "")
        .await
        .ok();
    assert_eq!(
        world.get(&alice, &format!("{year}/state")).await.ok()["state"],
        "eligible"
    );
    assert_eq!(world.get(&alice, year).await.status, StatusCode::NOT_FOUND);
    world
        .post(&alice, &format!("{year}/generate"), "")
        .await
        .ok();
    assert_eq!(
        world.get(&alice, &format!("{year}/state")).await.ok()["state"],
        "available"
    );
    let reports = world.get(&alice, "/api/v1/annual_reports").await.ok();
    let data = &reports["annual_reports"][0]["data"];
    assert_eq!(data["type_distribution"]["standalone"], 1);
    assert_eq!(data["top_statuses"]["by_reblogs"], post.as_str());
    assert_eq!(data["top_hashtags"][0]["name"], "cats");
    assert_eq!(reports["statuses"][0]["id"], post.as_str());
    world.post(&alice, &format!("{year}/read"), "").await.ok();
    let unread = world.get(&alice, "/api/v1/annual_reports").await.ok();
    assert_eq!(unread["annual_reports"], json!([]));
    world.get(&alice, year).await.ok();
    assert_eq!(
        world.post(&bob, &format!("{year}/read"), "").await.status,
        StatusCode::NOT_FOUND
    );
}

/// Says everything louder, and counts how often it was asked.
#[derive(Default)]
struct Shout(std::sync::atomic::AtomicUsize);

impl Translator for Shout {
    fn name(&self) -> &'static str {
        "Shout"
    }

    fn languages(&self) -> BoxFuture<'_, social::Result<Languages>> {
        let languages = [("en".to_owned(), vec!["de".to_owned()])].into();
        Box::pin(async move { Ok(languages) })
    }

    fn translate<'a>(
        &'a self,
        question: &'a Question,
    ) -> BoxFuture<'a, social::Result<Translated>> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let texts = question
            .texts
            .iter()
            .map(|text| format!("{text}!<script>x</script>"))
            .collect();
        Box::pin(async move {
            Ok(Translated {
                texts,
                source: "en".to_owned(),
            })
        })
    }
}

#[tokio::test]
async fn a_public_post_is_translated_once_a_version() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let post = world
        .post(&alice, "/api/v1/statuses", "status=Hi&language=en")
        .await
        .id();
    let path = format!("/api/v1/statuses/{post}/translate");
    assert_eq!(
        world.post(&alice, &path, "lang=de").await.status,
        StatusCode::NOT_FOUND,
        "no provider"
    );
    assert_eq!(
        world
            .get("", "/api/v1/instance/translation_languages")
            .await
            .ok(),
        json!({})
    );
    let shout = Arc::new(Shout::default());
    world.social.connect_translator(shout.clone());
    let languages = world
        .get("", "/api/v1/instance/translation_languages")
        .await
        .ok();
    assert_eq!(languages, json!({ "en": ["de"] }));
    let enabled = world.get("", "/api/v2/instance").await.ok();
    assert_eq!(enabled["configuration"]["translation"]["enabled"], true);
    for _ in 0..2 {
        let said = world.post(&alice, &path, "lang=de").await.ok();
        assert_eq!(said["content"], "<p>Hi</p>!");
        assert_eq!(
            (&said["detected_source_language"], &said["provider"]),
            (&json!("en"), &json!("Shout"))
        );
    }
    assert_eq!(shout.0.load(std::sync::atomic::Ordering::SeqCst), 1);
    world
        .ask(
            &alice,
            Method::PUT,
            &format!("/api/v1/statuses/{post}"),
            "status=Ho",
        )
        .await
        .ok();
    assert_eq!(
        world.post(&alice, &path, "lang=de").await.ok()["content"],
        "<p>Ho</p>!"
    );
    assert_eq!(
        world.post(&alice, &path, "lang=fr").await.status,
        StatusCode::FORBIDDEN
    );
    for visibility in ["private", "local"] {
        let form = format!("status=hush&language=en&visibility={visibility}");
        let id = world.post(&alice, "/api/v1/statuses", &form).await.id();
        let answer = world
            .post(
                &alice,
                &format!("/api/v1/statuses/{id}/translate"),
                "lang=de",
            )
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{visibility}");
    }
    let (_, bob) = world.person("bob").await;
    let hidden = world
        .post(&alice, "/api/v1/statuses", "status=x&visibility=private")
        .await
        .id();
    let answer = world
        .post(
            &bob,
            &format!("/api/v1/statuses/{hidden}/translate"),
            "lang=de",
        )
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
