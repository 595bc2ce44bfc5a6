//! Who somebody is, and whether their handle is theirs (security row A18).

use std::time::Duration;

use at_proto::firehose::Event;
use infra::fetch::TextTable;
use social::inbound::RemoteAccount;
use social::{NetworkId, Viewer};

use super::*;

/// A community that can ask for the names of these people, whom a host keeps.
async fn world_of(handles: &[&str]) -> (World, Vec<Did>) {
    let host = Host::open().await;
    let dids: Vec<Did> = handles
        .iter()
        .map(|handle| host.person(handle, None))
        .collect();
    let mut texts = TextTable::new();
    for (handle, did) in handles.iter().zip(&dids) {
        host.write(did, &[(PROFILE, Some(profile(handle)))]);
        texts = texts.with(&format!("_atproto.{handle}"), &format!("did={did}"));
    }
    (World::at(host, texts, |_| ()).await, dids)
}

#[tokio::test]
async fn all_ways_to_name_somebody_lead_to_the_same_account() {
    let (world, dids) = world_of(&["alice.example"]).await;
    let did = &dids[0];
    let account = world.look_up("@alice.example").await.unwrap();
    let host = world.host.url.strip_prefix("http://").unwrap();
    for reference in [
        "alice.example".to_owned(),
        did.to_string(),
        format!("at://{did}"),
        "at://alice.example".to_owned(),
        format!("https://bsky.app/profile/{did}"),
        "https://bsky.app/profile/alice.example".to_owned(),
        format!("@alice.example@{host}"),
    ] {
        assert_eq!(
            world.look_up(&reference).await,
            Some(account),
            "{reference}"
        );
        let found = world.social.resolve(&reference).await.unwrap();
        assert_eq!(found, Some(Found::Account(account)), "{reference}");
    }
    assert_eq!(world.look_up("@alice.example@other.example").await, None);
    let known = world.social.find_account("alice.example").await.unwrap();
    assert_eq!(known.unwrap().id, account);
    let view = world.social.account(Viewer::Anyone, account).await.unwrap();
    assert_eq!(view.acct(), format!("alice.example@{host}"));
    assert_eq!(view.page_url, format!("https://bsky.app/profile/{did}"));
    assert_eq!(view.display_name, "alice.example");
    assert_eq!(world.host.asked("log"), 1, "the directory is asked once");
}

#[tokio::test]
async fn a_handle_that_does_not_lead_back_is_not_shown() {
    let host = Host::open().await;
    let (alice, mallory) = (
        host.person("alice.example", None),
        host.person("alice.example", None),
    );
    let texts = TextTable::new()
        .with("_atproto.alice.example", &format!("did={alice}"))
        .with("_atproto.other.example", &format!("did={mallory}"))
        .with("_atproto.twice.example", &format!("did={alice}"))
        .with("_atproto.twice.example", &format!("did={mallory}"));
    let world = World::at(host, texts, |_| ()).await;
    let account = world.look_up(mallory.as_str()).await.unwrap();
    let view = world.social.account(Viewer::Anyone, account).await.unwrap();
    assert_eq!(view.username, mallory.as_str().replace(':', "-"));
    // A name that leads to somebody who does not bear it leads to nobody.
    assert_eq!(world.look_up("@other.example").await, None);
    assert_eq!(world.look_up("@twice.example").await, None);
    assert_ne!(world.look_up("@alice.example").await, Some(account));
}

#[tokio::test]
async fn a_handle_that_changed_is_taken_over_and_one_that_was_lost_is_not_shown() {
    let (world, dids) = world_of(&["alice.example", "alicia.example"]).await;
    let did = &dids[0];
    let account = world.look_up("@alice.example").await.unwrap();
    let name = async |world: &World| {
        let view = world.social.account(Viewer::Anyone, account).await.unwrap();
        view.username
    };
    assert_eq!(name(&world).await, "alice.example");
    world.host.change(did, |state| {
        state.also_known_as = vec!["at://alicia.example".to_owned()];
    });
    world.pass(Duration::from_mins(2));
    world.at.refresh_account(did).await.unwrap();
    // That name belongs to somebody else.
    assert_eq!(name(&world).await, did.as_str().replace(':', "-"));
    world.host.change(did, |state| {
        state.also_known_as = vec!["at://alice.example".to_owned()];
    });
    world.pass(Duration::from_mins(2));
    world.at.refresh_account(did).await.unwrap();
    assert_eq!(name(&world).await, "alice.example");
    assert_eq!(world.look_up("@alice.example").await, Some(account));
}

#[tokio::test]
async fn people_here_are_found_here_and_never_fetched() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let did = world.did(&ann).await;
    for reference in [
        did.to_string(),
        format!("at://{did}"),
        "@ann.moot.example".to_owned(),
    ] {
        assert_eq!(
            world.look_up(&reference).await,
            Some(ann.account_id),
            "{reference}"
        );
    }
    let said = world.write(&ann, "Hello").await;
    let uri = world.strong_ref(&said).await["uri"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(world.post(&uri).await.unwrap().id, said.id);
    let rkey = uri.rsplit('/').next().unwrap();
    let page = format!("https://bsky.app/profile/{did}/post/{rkey}");
    assert_eq!(world.post(&page).await.unwrap().id, said.id);
    assert_eq!(world.look_up("@nobody.moot.example").await, None);
    assert_eq!(world.post(&format!("at://{did}/{KEY}")).await, None);
    assert_eq!(world.host.asked("did:"), 0, "nobody is asked");
}

#[tokio::test]
async fn nobody_elsewhere_is_of_this_server_and_nobody_forges_a_log() {
    let world = World::new().await;
    let ours = world.host.person("a.example", Some("https://moot.example"));
    let elsewhere = world.host.person("b.example", Some("https://10.0.0.1"));
    for did in [ours, elsewhere] {
        assert!(
            world
                .at
                .resolve(did.as_str())
                .await
                .is_ok_and(|found| found.is_none()),
            "{did}"
        );
    }
    let unknown = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    for _ in 0..3 {
        assert_eq!(world.look_up(unknown).await, None);
    }
    assert_eq!(
        world.host.asked(unknown),
        1,
        "that there is nobody is remembered"
    );
    assert_eq!(world.look_up("did:key:zQ3shokFTS3brHcDQrn82").await, None);
}

#[tokio::test]
async fn only_the_host_that_keeps_somebody_says_that_they_are_gone() {
    let (world, dids) = world_of(&["alice.example"]).await;
    let did = dids[0].clone();
    world.look_up(did.as_str()).await.unwrap();
    let gone = |status: &str| Event::Account {
        did: did.clone(),
        active: false,
        status: Some(status.to_owned()),
        time: WRITTEN.to_owned(),
    };
    let other = "http://127.0.0.1:1";
    world.at.heard_event(other, gone("deleted")).await.unwrap();
    world.hear_event(gone("deactivated")).await;
    assert!(world.at.known_elsewhere(&did).await.unwrap().is_some());
    world.hear_event(gone("deleted")).await;
    assert!(world.at.known_elsewhere(&did).await.unwrap().is_none());
}

/// Zoe on another network, who says that she is somebody here.
async fn on_paper(world: &World, claim: &str) -> AccountId {
    let (did, pds) = (
        Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap(),
        model::Domain::parse("far.example").unwrap(),
    );
    let whose = crate::map::profile::Whose {
        did: &did,
        handle: None,
        pds: &pds,
    };
    let remote = RemoteAccount {
        network: NetworkId("paper"),
        uri: "https://far.example/users/zoe".to_owned(),
        page_url: Some("https://far.example/@zoe".to_owned()),
        names: Vec::new(),
        claims: vec![claim.to_owned()],
        username: "zoe".to_owned(),
        ..crate::map::profile::remote_account(whose, None, |_| String::new())
    };
    world.social.receive_account(remote).await.unwrap()
}

#[tokio::test]
async fn somebody_who_is_elsewhere_too_is_one_person_when_both_sides_say_so() {
    let (world, dids) = world_of(&["zoe.example"]).await;
    let did = &dids[0];
    let account = world.look_up(did.as_str()).await.unwrap();
    let also = async |id| {
        let view = world.social.account(Viewer::Anyone, id).await.unwrap();
        view.also.map(|also| also.acct)
    };
    let page = "https://far.example/@zoe";
    for name in [
        did.to_string(),
        format!("at://{did}"),
        "at://zoe.example".to_owned(),
        "https://bsky.app/profile/zoe.example".to_owned(),
        format!("https://bsky.app/profile/{did}"),
    ] {
        let said = |site: &str, about: &str| {
            let profile = json!({
                "$type": "app.bsky.actor.profile", "website": site, "description": about,
            });
            world.host.write(did, &[(PROFILE, Some(record(&profile)))])
        };
        // By her site, by a link in her words, and in the directory.
        for (site, about, known_as) in [
            (page, "", None),
            (
                "https://else.example",
                "I am https://far.example/users/zoe",
                None,
            ),
            (
                "https://else.example",
                "",
                Some("https://far.example/users/zoe"),
            ),
        ] {
            said("https://else.example", "");
            world
                .host
                .change(did, |state| state.also_known_as.truncate(1));
            world.pass(Duration::from_mins(2));
            world.at.refresh_account(did).await.unwrap();
            let paper = on_paper(&world, &name).await;
            assert_eq!(also(account).await, None, "{name} alone");
            said(site, about);
            world.host.change(did, |state| {
                state.also_known_as.extend(known_as.map(str::to_owned));
            });
            world.pass(Duration::from_mins(2));
            world.at.refresh_account(did).await.unwrap();
            assert_eq!(also(account).await.unwrap(), "zoe@far.example", "{name}");
            assert!(also(paper).await.unwrap().starts_with("zoe.example@"));
        }
    }
    on_paper(&world, "at://zoe.other.example").await;
    assert_eq!(also(account).await, None);
}
