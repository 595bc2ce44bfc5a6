//! Who may not join or be heard from, and numbers for staff.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use social::caller::Role;
use social::community::{CommunityUpdate, Registration};

use super::staff::is_as_documented;
use super::world::World;

const BLOCKS: &str = "/api/v1/admin/domain_blocks";

#[tokio::test]
async fn a_server_is_kept_out_and_let_in_again() {
    let world = World::new().await;
    let (_, anna) = world.staff("anna", Role::Admin).await;
    let form = "domain=Bad.Example&severity=suspend&reject_media=true&public_comment=Spam&private_comment=x&obfuscate=true";
    let made = world.post(&anna, BLOCKS, form).await.ok();
    is_as_documented("AdminDomainBlock", &made);
    assert_eq!(
        (&made["domain"], &made["severity"]),
        (&json!("bad.example"), &json!("suspend"))
    );
    assert!(
        world
            .social
            .border("deep.bad.example")
            .await
            .unwrap()
            .is_closed
    );
    let again = world.post(&anna, BLOCKS, form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let public = world.get("", "/api/v1/instance/domain_blocks").await.ok();
    is_as_documented("DomainBlock", &public[0]);
    assert_eq!(
        (&public[0]["domain"], &public[0]["comment"]),
        (&json!("ba*.*****le"), &json!("Spam"))
    );
    assert_eq!(public[0]["digest"], made["digest"]);
    let path = format!("{BLOCKS}/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&anna, &path).await.ok()["id"], made["id"]);
    assert_eq!(world.get(&anna, BLOCKS).await.ok()[0]["id"], made["id"]);
    let changed = world
        .ask(&anna, Method::PUT, &path, "severity=noop&public_comment=")
        .await
        .ok();
    assert_eq!(
        (&changed["severity"], &changed["public_comment"]),
        (&json!("noop"), &Value::Null)
    );
    assert_eq!(changed["reject_media"], true);
    assert!(!world.social.border("bad.example").await.unwrap().is_closed);
    assert_eq!(
        world.get("", "/api/v1/instance/domain_blocks").await.ok(),
        json!([])
    );
    world.ask(&anna, Method::DELETE, &path, "").await.ok();
    assert_eq!(world.get(&anna, &path).await.status, StatusCode::NOT_FOUND);
    for wrong in [
        "domain=moot.example",
        "domain=example",
        "domain=",
        "domain=x.org&severity=total",
    ] {
        let refused = world.post(&anna, BLOCKS, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn where_only_some_are_let_in_the_others_are_not_heard() {
    let world = World::new().await;
    let (admin, anna) = world.staff("anna", Role::Admin).await;
    let path = "/api/v1/admin/domain_allows";
    let made = world.post(&anna, path, "domain=friend.example").await.ok();
    is_as_documented("AdminDomainAllow", &made);
    assert_eq!(
        world.post(&anna, path, "domain=friend.example").await.id(),
        made["id"]
    );
    let update = CommunityUpdate {
        is_allow_list: Some(true),
        ..CommunityUpdate::default()
    };
    world.social.update_community(&admin, update).await.unwrap();
    assert!(
        !world
            .social
            .border("friend.example")
            .await
            .unwrap()
            .is_closed
    );
    assert!(
        world
            .social
            .border("other.example")
            .await
            .unwrap()
            .is_closed
    );
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&anna, &one).await.ok(), made);
    assert_eq!(world.get(&anna, path).await.ok(), json!([made]));
    assert_eq!(world.ask(&anna, Method::DELETE, &one, "").await.ok(), made);
    assert!(
        world
            .social
            .border("friend.example")
            .await
            .unwrap()
            .is_closed
    );
    assert_eq!(world.get(&anna, &one).await.status, StatusCode::NOT_FOUND);
}

async fn join(world: &World, name: &str, email: &str) -> super::world::Answer {
    let app = world.app_token("write:accounts read").await;
    let form = format!(
        "username={name}&email={email}&password=correct+horse+battery&agreement=true&locale=en"
    );
    world.post(&app, "/api/v1/accounts", &form).await
}

#[tokio::test]
async fn addresses_of_blocked_providers_may_not_join() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let (_, anna) = world.staff("anna", Role::Admin).await;
    let path = "/api/v1/admin/email_domain_blocks";
    let made = world.post(&anna, path, "domain=trash.example").await.ok();
    is_as_documented("AdminEmailDomainBlock", &made);
    let refused = join(&world, "eve", "eve@sub.trash.example").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json["details"]["email"][0]["error"], "ERR_BLOCKED");
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let shown = world.get(&anna, &one).await.ok();
    assert_eq!(shown["history"][0]["uses"], "1");
    assert_eq!(world.get(&anna, path).await.ok()[0]["id"], made["id"]);
    assert_eq!(
        world.post(&anna, path, "domain=trash.example").await.status,
        422
    );
    assert_eq!(
        world.ask(&anna, Method::DELETE, &one, "").await.ok(),
        json!({})
    );
    join(&world, "eve", "eve@sub.trash.example").await.ok();
    assert_eq!(world.get(&anna, &one).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_blocked_address_may_not_join_in_any_spelling() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let (_, anna) = world.staff("anna", Role::Admin).await;
    let path = "/api/v1/admin/canonical_email_blocks";
    let made = world
        .post(&anna, path, "email=E.v.e%2Bfoo@mail.example")
        .await
        .ok();
    is_as_documented("AdminCanonicalEmailBlock", &made);
    let refused = join(&world, "eve", "ev.e%2Bbar@mail.example").await;
    assert_eq!(refused.json["details"]["email"][0]["error"], "ERR_BLOCKED");
    let tested = world
        .post(&anna, &format!("{path}/test"), "email=eve@mail.example")
        .await
        .ok();
    assert_eq!(tested, json!([made]));
    let other = world
        .post(&anna, &format!("{path}/test"), "email=bob@mail.example")
        .await
        .ok();
    assert_eq!(other, json!([]));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&anna, &one).await.ok(), made);
    assert_eq!(world.get(&anna, path).await.ok(), json!([made]));
    assert_eq!(world.ask(&anna, Method::DELETE, &one, "").await.ok(), made);
    let by_hash = format!(
        "canonical_email_hash={}",
        made["canonical_email_hash"].as_str().unwrap()
    );
    world.post(&anna, path, &by_hash).await.ok();
    for wrong in ["", "canonical_email_hash=xyz", "email=nonsense"] {
        assert_eq!(world.post(&anna, path, wrong).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn addresses_of_machines_are_blocked_for_a_while() {
    let world = World::new().await;
    let (_, anna) = world.staff("anna", Role::Admin).await;
    let path = "/api/v1/admin/ip_blocks";
    let form = "ip=192.0.2.7/24&severity=no_access&comment=bots&expires_in=60";
    let made = world.post(&anna, path, form).await.ok();
    is_as_documented("AdminIpBlock", &made);
    assert_eq!(
        (&made["ip"], &made["severity"]),
        (&json!("192.0.2.0/24"), &json!("no_access"))
    );
    let severity = |ip: &str| {
        let (social, ip) = (world.social.clone(), ip.parse().unwrap());
        async move {
            social
                .ip_severity(ip)
                .await
                .unwrap()
                .map(social::gate::IpSeverity::as_str)
        }
    };
    assert_eq!(severity("192.0.2.99").await, Some("no_access"));
    assert_eq!(severity("::ffff:192.0.2.99").await, Some("no_access"));
    assert_eq!(severity("198.51.100.1").await, None);
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let changed = world
        .ask(
            &anna,
            Method::PUT,
            &one,
            "severity=sign_up_block&expires_in=0",
        )
        .await
        .ok();
    assert_eq!(
        (&changed["severity"], &changed["expires_at"]),
        (&json!("sign_up_block"), &Value::Null)
    );
    assert_eq!(severity("192.0.2.99").await, Some("sign_up_block"));
    assert_eq!(world.get(&anna, &one).await.ok(), changed);
    assert_eq!(world.get(&anna, path).await.ok(), json!([changed]));
    for wrong in [
        "ip=nonsense&severity=no_access",
        "ip=192.0.2.1",
        "severity=no_access",
        form,
    ] {
        let refused = world.post(&anna, path, wrong).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    assert_eq!(
        world.ask(&anna, Method::DELETE, &one, "").await.ok(),
        json!({})
    );
    assert_eq!(severity("192.0.2.99").await, None);
}

/// What staff can have measured.
const MEASURES: [&str; 14] = [
    "active_users",
    "new_users",
    "interactions",
    "opened_reports",
    "resolved_reports",
    "tag_accounts",
    "tag_uses",
    "tag_servers",
    "instance_accounts",
    "instance_media_attachments",
    "instance_reports",
    "instance_statuses",
    "instance_follows",
    "instance_followers",
];

/// By what staff can have things divided.
const DIMENSIONS: [&str; 9] = [
    "languages",
    "sources",
    "servers",
    "space_usage",
    "software_versions",
    "tag_servers",
    "tag_languages",
    "instance_accounts",
    "instance_languages",
];

#[tokio::test]
async fn staff_read_numbers() {
    let world = World::new().await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = world
        .post(&alice, "/api/v1/statuses", "status=Hi+%23cats&language=de")
        .await
        .id();
    world
        .post(&bob, &format!("/api/v1/statuses/{post}/favourite"), "")
        .await
        .ok();
    let span = "start_at=2023-11-13&end_at=2023-11-15";
    let keys = MEASURES;
    let list = format!("keys[]={}&", keys.join("&keys[]="));
    let form = format!(
        "{list}{span}&tag_uses[id]=cats&instance_accounts[domain]=x.example&keys[]=unknown"
    );
    let measures = world
        .post(&mona, "/api/v1/admin/measures", &form)
        .await
        .ok();
    assert_eq!(measures.as_array().unwrap().len(), keys.len());
    let total = |key: &str| {
        let all = measures.as_array().unwrap();
        let one = all.iter().find(|one| one["key"] == key).unwrap();
        is_as_documented("AdminMeasure", one);
        assert_eq!(one["data"].as_array().unwrap().len(), 3);
        one["total"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (total("new_users"), total("interactions")),
        ("3".to_owned(), "1".to_owned())
    );
    assert_eq!(
        (total("tag_uses"), total("instance_accounts")),
        ("1".to_owned(), "0".to_owned())
    );
    let dimensions = DIMENSIONS;
    let list = format!("keys[]={}&", dimensions.join("&keys[]="));
    let form = format!("{list}{span}&tag_languages[id]=cats&limit=5");
    let answer = world
        .post(&mona, "/api/v1/admin/dimensions", &form)
        .await
        .ok();
    for one in answer.as_array().unwrap() {
        is_as_documented("AdminDimension", one);
    }
    assert_eq!(answer.as_array().unwrap().len(), dimensions.len());
    assert_eq!(answer[0]["data"][0]["key"], "de");
    for frequency in ["day", "month"] {
        let form = format!("{span}&frequency={frequency}");
        let cohorts = world
            .post(&mona, "/api/v1/admin/retention", &form)
            .await
            .ok();
        is_as_documented("AdminCohort", &cohorts[0]);
        let all = cohorts.as_array().unwrap();
        assert_eq!(all.len(), if frequency == "day" { 3 } else { 1 });
        let there: i64 = all
            .iter()
            .map(|cohort| {
                cohort["data"][0]["value"]
                    .as_str()
                    .unwrap()
                    .parse::<i64>()
                    .unwrap()
            })
            .sum();
        assert_eq!(there, 3);
    }
    for wrong in [
        "",
        "start_at=2023-11-15&end_at=2023-11-13",
        "start_at=1999-01-01&end_at=2023-11-13",
        "start_at=x&end_at=y",
    ] {
        for method in ["measures", "dimensions", "retention"] {
            let path = format!("/api/v1/admin/{method}");
            let refused = world
                .post(&mona, &path, &format!("{wrong}&frequency=day"))
                .await;
            assert_eq!(refused.status, 422, "{method} {wrong}");
        }
    }
}

#[tokio::test]
async fn where_no_mail_is_sent_every_address_is_confirmed() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let checked = world
        .get(&alice, "/api/v1/emails/check_confirmation")
        .await
        .ok();
    assert_eq!(checked, json!(true));
    let refused = world.post(&alice, "/api/v1/emails/confirmations", "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        refused.json["error"],
        "This method is only available while the e-mail is awaiting confirmation"
    );
    compat::proves("POST /api/v1/emails/confirmations");
}

#[tokio::test]
async fn an_app_asks_what_its_own_tokens_are_good_for() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let secret = world.app.client_secret.clone().unwrap();
    let ask = |token: &str| {
        format!(
            "client_id={}&client_secret={secret}&token={token}",
            world.app.client_id
        )
    };
    let good = world.post("", "/oauth/introspect", &ask(&alice)).await.ok();
    assert_eq!(
        (&good["active"], &good["token_type"]),
        (&json!(true), &json!("Bearer"))
    );
    assert!(good["scope"].as_str().unwrap().contains("read"));
    let bad = world
        .post("", "/oauth/introspect", &ask("nonsense"))
        .await
        .ok();
    assert_eq!(bad, json!({ "active": false }));
    let nobody = world.post("", "/oauth/introspect", "token=x").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}
