//! A15, A16: one name for one server, and nobody speaks for another's.

use ap_proto::signature::Scheme::Cavage;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Scene, id_of};

/// A15: every spelling of a host is one host.
#[tokio::test]
async fn a_host_has_one_name_however_it_is_spelled() {
    let scene = Scene::new().await;
    let host = scene.bobs.host_of("books");
    scene.bobs.actor_at(&host, "carol");
    let phone = scene.world.phone(&scene.alice);
    let id = phone.find(&format!("carol@{host}")).await;
    let before = scene.photo().await;
    let (name, port) = host.rsplit_once(':').unwrap_or_default();
    for spelling in [
        format!("{}:{port}", name.to_uppercase()),
        format!("{name}.:{port}"),
        format!("{}:{port}", name.replace('.', "。")),
    ] {
        let found = phone.find(&format!("@carol@{spelling}")).await;
        assert_eq!(found, id, "{spelling}");
    }
    assert_eq!(before.changes(&scene.photo().await), [""; 0]);
}

/// A15: tricks with what looks like a host.
#[tokio::test]
async fn what_only_looks_like_a_host_is_asked_for_nowhere() {
    let scene = Scene::new().await;
    let (bobs, mallorys) = (scene.bobs.host(), scene.mallorys.host());
    // What the beginning of the scene left to be looked up later is not meant.
    scene.world.activitypub().chores_done().await;
    let asked = scene.bobs.asked_at_all() + scene.mallorys.asked_at_all();
    let port = mallorys.rsplit(':').next().unwrap_or_default().to_owned();
    for trick in [
        format!("http://{bobs}@{mallorys}/users/mallory"),
        format!("http://bob:secret@{mallorys}/users/mallory"),
        format!("http://{mallorys}\\@{bobs}/users/mallory"),
        format!("http://a..localhost:{port}/users/mallory"),
        format!("http://[::ffff:127.0.0.1]:{port}/users/mallory"),
        format!("@mallory@[::1]:{port}"),
        format!("@mallory@{mallorys}@{bobs}"),
        format!("@mallory@{mallorys}/users"),
        format!("@mallory@mallory:x@{mallorys}"),
        "@mallory@".to_owned(),
    ] {
        scene.find_nothing(&trick).await;
    }
    let later = scene.bobs.asked_at_all() + scene.mallorys.asked_at_all();
    assert_eq!(asked, later);
}

/// A15: the same in what is delivered.
#[tokio::test]
async fn an_actor_with_a_trick_in_its_address_is_refused() {
    let scene = Scene::new().await;
    let (bobs, mallorys) = (scene.bobs.host(), scene.mallorys.host());
    for actor in [
        format!("http://{bobs}@{mallorys}/users/mallory"),
        format!("http://{mallorys}#@{bobs}/users/bob"),
        format!("//{mallorys}/users/mallory"),
        "urn:uuid:bob".to_owned(),
    ] {
        let mut create = scene
            .mallory
            .activity("Create", scene.mallory.note("forged"));
        create["actor"] = Value::from(actor.as_str());
        let signed = scene.mallory.sign(&scene.world, Cavage, &create);
        let before = scene.photo().await;
        let reply = signed.send(&scene.world).await;
        assert!(reply.status.is_client_error(), "{actor}: {}", reply.text());
        assert_eq!(before.changes(&scene.photo().await), [""; 0], "{actor}");
    }
}

/// A16: a server's WebFinger names an account of another.
#[tokio::test]
async fn webfinger_speaks_for_its_own_host_only() {
    let scene = Scene::new().await;
    let (bob, mallory) = (&scene.bob, &scene.mallory);
    let lie = json!({
        "subject": format!("acct:{}", bob.acct()),
        "links": [{"rel": "self", "type": "application/activity+json", "href": mallory.uri}],
    });
    scene
        .mallorys
        .show_finger(&format!("acct:{}", mallory.acct()), &lie);
    scene.find_nothing(&mallory.acct()).await;
    // Its own actor it may still name by its own host.
    let before = scene.photo().await;
    let found = scene.world.phone(&scene.alice).search(&mallory.uri).await;
    let acct = found.pointer("/accounts/0/acct").and_then(Value::as_str);
    assert!(acct.is_none_or(|acct| acct == mallory.acct()), "{found}");
    let changes = before.changes(&scene.photo().await);
    assert!(
        !changes.iter().any(|change| change.starts_with('-')),
        "{changes:#?}"
    );
}

/// A16: a server's WebFinger sends to an actor of another under a name of its own.
#[tokio::test]
async fn webfinger_gives_nobody_elsewhere_a_name_of_its_own() {
    let scene = Scene::new().await;
    let lie = json!({
        "subject": format!("acct:{}", scene.mallory.acct()),
        "links": [{"rel": "self", "type": "application/activity+json", "href": scene.bob.uri}],
    });
    scene
        .mallorys
        .show_finger(&format!("acct:{}", scene.mallory.acct()), &lie);
    scene.find_nothing(&scene.mallory.acct()).await;
}

/// A16: the case of a name makes no second account.
#[tokio::test]
async fn the_case_of_a_name_does_not_matter() {
    let scene = Scene::new().await;
    let phone = scene.world.phone(&scene.alice);
    let id = phone.find(&scene.bob.acct()).await;
    let before = scene.photo().await;
    let shouted = phone.find(&format!("@BOB@{}", scene.bobs.host())).await;
    assert_eq!(shouted, id);
    assert_eq!(before.changes(&scene.photo().await), [""; 0]);
}

/// A16: a host that looks like another is shown as what it is.
#[tokio::test]
async fn a_confusable_host_is_shown_as_punycode() {
    let scene = Scene::new().await;
    // The first letter is Cyrillic.
    let host = scene.bobs.host_of("xn--pple-43d");
    let twin = scene.bobs.actor_at(&host, "carol");
    let found = scene.world.phone(&scene.alice).search(&twin.uri).await;
    let acct = found.pointer("/accounts/0/acct").and_then(Value::as_str);
    assert_eq!(acct, Some(format!("carol@{host}").as_str()), "{found}");
    let path = format!("/@carol@{host}");
    let url = found.pointer("/accounts/0/url").and_then(Value::as_str);
    assert_eq!(
        url,
        Some(scene.world.url(&path).as_str()),
        "not that of a namesake here"
    );
    let page = scene.world.get(&path).session(&scene.alice).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    assert!(!page.text().contains('\u{430}'), "the look-alike is shown");
}

/// A name with letters that look like others is kept from being somebody here.
#[tokio::test]
async fn a_confusable_name_cannot_be_had() {
    let scene = Scene::new().await;
    let note = scene.post().await;
    let new = social::member::NewMember {
        username: "\u{430}lice".to_owned(),
        email: "twin@example.org".to_owned(),
        password: "correct horse battery staple".to_owned(),
        role: social::caller::Role::Member,
    };
    assert!(scene.world.social().create_member(new).await.is_err());
    assert!(scene.text(id_of(&note)).await.is_some());
}
