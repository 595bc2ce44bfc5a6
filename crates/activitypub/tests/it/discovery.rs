//! How this community is found: WebFinger, host-meta, NodeInfo.

use http::StatusCode;

use crate::support::{Answer, Home};

async fn finger(home: &Home, resource: &str) -> Answer {
    let resource: String = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
    home.get(
        &format!("/.well-known/webfinger?resource={resource}"),
        "*/*",
    )
    .await
}

/// Proves: WebFinger
#[tokio::test]
async fn somebody_is_found_by_address_actor_and_page() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    let actor = home.actor(alice.account_id);
    let host = home.base.trim_start_matches("http://");
    for resource in [
        format!("acct:alice@{host}"),
        format!("acct:ALICE@{}", host.to_uppercase()),
        actor.clone(),
        format!("{}/@alice", home.base),
    ] {
        let answer = finger(&home, &resource).await;
        assert_eq!(answer.status, StatusCode::OK, "{resource}");
        assert_eq!(answer.headers["content-type"], "application/jrd+json");
        let jrd = answer.json();
        assert_eq!(jrd["subject"], format!("acct:alice@{host}"));
        let links = jrd["links"].as_array().unwrap();
        assert!(
            links
                .iter()
                .any(|link| link["rel"] == "self" && link["href"] == actor)
        );
    }
}

/// Proves: FEP-3b86
#[tokio::test]
async fn who_meets_something_elsewhere_finds_the_way_back_here() {
    let home = Home::start().await;
    home.person("alice").await;
    let host = home.base.trim_start_matches("http://");
    let jrd = finger(&home, &format!("acct:alice@{host}")).await.json();
    let links = jrd["links"].as_array().unwrap();
    let template = |name: &str| {
        let rel = format!("https://w3id.org/fep/3b86/{name}");
        let link = links.iter().find(|link| link["rel"] == rel.as_str());
        link.unwrap()["template"].as_str().unwrap().to_owned()
    };
    let interact = format!("{}/authorize_interaction?uri={{object}}", home.base);
    for name in ["Object", "Follow", "Like", "Announce"] {
        assert_eq!(template(name), interact);
    }
    assert_eq!(
        template("Create"),
        format!("{}/share?text={{content}}", home.base)
    );
}

/// FEP-d556.
///
/// Proves: FEP-d556
#[tokio::test]
async fn the_servers_own_actor_is_found_by_the_servers_url() {
    let home = Home::start().await;
    let server = home.actor(home.social.server_account().await.unwrap());
    let answer = finger(&home, &home.base).await;
    // The host has a port here, which no address can have; what counts is that it is found elsewhere, too.
    let nodeinfo = home.get("/.well-known/nodeinfo", "*/*").await.json();
    let links = nodeinfo["links"].as_array().unwrap();
    assert!(links.iter().any(|link| link["href"] == server));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains(&server));
}

/// Proves: RFC 7565
#[tokio::test]
async fn nobody_is_not_found_and_nonsense_is_refused() {
    let home = Home::start().await;
    home.person("alice").await;
    for (resource, status) in [
        ("acct:bob@127.0.0.1", StatusCode::NOT_FOUND),
        ("acct:alice@elsewhere.example", StatusCode::NOT_FOUND),
        ("https://elsewhere.example/@alice", StatusCode::NOT_FOUND),
        ("alice", StatusCode::BAD_REQUEST),
        ("acct:a@b@c", StatusCode::BAD_REQUEST),
        ("\0", StatusCode::BAD_REQUEST),
    ] {
        let answer = finger(&home, resource).await;
        assert_eq!(answer.status, status, "{resource:?}");
        assert!(
            !answer.code().is_empty(),
            "{resource:?} has no code: {}",
            answer.body
        );
    }
    let missing = home.get("/.well-known/webfinger", "*/*").await;
    assert_eq!(
        (missing.status, missing.code().as_str()),
        (StatusCode::BAD_REQUEST, "bad_request")
    );
}

/// Proves: host-meta
#[tokio::test]
async fn host_meta_leads_to_web_finger() {
    let home = Home::start().await;
    let answer = home.get("/.well-known/host-meta", "*/*").await;
    let template = ap_proto::webfinger::lrdd_template(&answer.body).unwrap();
    assert!(template.starts_with(&format!("{}/.well-known/webfinger", home.base)));
}

/// Proves: NodeInfo; FEP-f1d5; FEP-0151; FEP-2677
#[tokio::test]
async fn nodeinfo_counts_members_and_names_the_software() {
    let home = Home::start().await;
    home.person("alice").await;
    let discovery = home.get("/.well-known/nodeinfo", "*/*").await.json();
    assert!(
        ap_proto::nodeinfo::discovered_document(&discovery)
            .unwrap()
            .ends_with("/nodeinfo/2.1")
    );
    for version in ["2.0", "2.1"] {
        let info = home
            .get(&format!("/nodeinfo/{version}"), "*/*")
            .await
            .json();
        assert_eq!(info["version"], version);
        assert_eq!(info["software"]["name"], "folkmoot");
        assert_eq!(info["usage"]["users"]["total"], 1);
    }
}
