//! What staff do with accounts and reports, and what that means for everybody else.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use social::caller::Role;
use social::community::{CommunityUpdate, Registration};

use super::world::{Answer, World};

/// Holds an entity to the description.
#[track_caller]
pub(super) fn is_as_documented(entity: &str, value: &Value) {
    if let Some(reference) = compat::Reference::get() {
        assert_eq!(
            reference.check(entity, value),
            Vec::<String>::new(),
            "{value:#}"
        );
    }
}

async fn act(world: &World, token: &str, id: impl std::fmt::Display, form: &str) -> Answer {
    let path = format!("/api/v1/admin/accounts/{id}/action");
    world.post(token, &path, form).await
}

fn names(list: &Value) -> Vec<&str> {
    let accounts = list.as_array().unwrap().iter();
    accounts
        .map(|one| one["username"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn staff_find_accounts_by_each_filter() {
    let world = World::new().await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    world.person("alice").await;
    let (bob, _) = world.person("bob").await;
    act(&world, &mona, bob.account_id, "type=silence")
        .await
        .ok();
    let all = world.get(&mona, "/api/v1/admin/accounts").await.ok();
    assert_eq!(names(&all), ["bob", "alice", "mona"]);
    for account in all.as_array().unwrap() {
        is_as_documented("AdminAccount", account);
    }
    for (query, found) in [
        ("local=true", vec!["bob", "alice", "mona"]),
        ("remote=true", vec![]),
        ("active=true&username=al", vec!["alice"]),
        ("silenced=true", vec!["bob"]),
        ("suspended=true", vec![]),
        ("disabled=true", vec![]),
        ("pending=1", vec![]),
        ("staff=true", vec!["mona"]),
        ("email=alice@mail", vec!["alice"]),
        ("by_domain=moot.example&limit=1", vec!["bob"]),
        ("display_name=bo", vec![]),
        ("ip=192.0.2.1", vec![]),
    ] {
        let list = world
            .get(&mona, &format!("/api/v1/admin/accounts?{query}"))
            .await
            .ok();
        assert_eq!(names(&list), found, "{query}");
    }
    for (query, found) in [
        ("origin=local&status=active", vec!["bob", "alice", "mona"]),
        ("origin=remote", vec![]),
        ("status=silenced", vec!["bob"]),
        ("permissions=staff", vec!["mona"]),
        ("role_ids[]=1&role_ids[]=3", vec!["mona"]),
        ("role_ids[]=-99", vec!["bob", "alice"]),
        ("username=MO", vec!["mona"]),
        ("invited_by=1", vec![]),
    ] {
        let list = world
            .get(&mona, &format!("/api/v2/admin/accounts?{query}"))
            .await
            .ok();
        assert_eq!(names(&list), found, "{query}");
    }
    for wrong in [
        "origin=x",
        "status=x",
        "permissions=x",
        "role_ids[]=7",
        "invited_by=x",
    ] {
        let answer = world
            .get(&mona, &format!("/api/v2/admin/accounts?{wrong}"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn a_frozen_login_is_refused_until_it_is_thawed() {
    let world = World::new().await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let (alice, token) = world.person("alice").await;
    act(
        &world,
        &mona,
        alice.account_id,
        "type=disable&text=Please+rest",
    )
    .await
    .ok();
    let refused = world.get(&token, "/api/v1/timelines/home").await;
    assert_eq!(
        (refused.status, &refused.json["error"]),
        (
            StatusCode::FORBIDDEN,
            &json!("Your login is currently disabled")
        )
    );
    let path = format!("/api/v1/admin/accounts/{}", alice.account_id);
    let shown = world.get(&mona, &path).await.ok();
    is_as_documented("AdminAccount", &shown);
    assert_eq!(shown["disabled"], true);
    // The data stay, and others see them.
    let public = world
        .get(&mona, &format!("/api/v1/accounts/{}", alice.account_id))
        .await
        .ok();
    assert_eq!(public["suspended"], Value::Null);
    let thawed = world.post(&mona, &format!("{path}/enable"), "").await.ok();
    assert_eq!(thawed["disabled"], false);
    world.settle().await;
    let told = world
        .get(&token, "/api/v1/notifications?types[]=moderation_warning")
        .await
        .ok();
    assert_eq!(told[0]["moderation_warning"]["text"], "Please rest");
    assert_eq!(told[0]["moderation_warning"]["action"], "disable");
    is_as_documented("AccountWarning", &told[0]["moderation_warning"]);
}

#[tokio::test]
async fn a_silenced_account_leaves_public_places_for_those_who_do_not_follow() {
    let world = World::new().await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let (alice, alices) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    world
        .post(
            &carol,
            &format!("/api/v1/accounts/{}/follow", alice.account_id),
            "",
        )
        .await
        .ok();
    world
        .post(&alices, "/api/v1/statuses", "status=Hello+%23cats")
        .await
        .ok();
    let places = ["/api/v1/timelines/public", "/api/v1/timelines/tag/cats"];
    for place in places {
        assert_eq!(
            world.get(&bob, place).await.ok().as_array().unwrap().len(),
            1
        );
    }
    act(&world, &mona, alice.account_id, "type=silence")
        .await
        .ok();
    for place in places {
        assert_eq!(world.get(&bob, place).await.ok(), json!([]), "{place}");
    }
    let home = world.get(&carol, "/api/v1/timelines/home").await.ok();
    assert_eq!(home.as_array().unwrap().len(), 1);
    world.settle().await;
    let search = "/api/v2/search?q=alice&type=accounts";
    assert_eq!(
        world.get(&bob, search).await.ok()["accounts"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        world.get(&carol, search).await.ok()["accounts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let shown = world
        .get(&bob, &format!("/api/v1/accounts/{}", alice.account_id))
        .await
        .ok();
    assert_eq!(shown["limited"], true);
    let path = format!("/api/v1/admin/accounts/{}/unsilence", alice.account_id);
    assert_eq!(world.post(&mona, &path, "").await.ok()["silenced"], false);
    assert_eq!(
        world
            .get(&bob, places[0])
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_suspended_account_is_seen_by_nobody_and_comes_back_whole() {
    let world = World::new().await;
    let (_, anna) = world.staff("anna", Role::Admin).await;
    let (alice, alices) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = world
        .post(&alices, "/api/v1/statuses", "status=Hello")
        .await
        .id();
    let (account, status) = (
        format!("/api/v1/accounts/{}", alice.account_id),
        format!("/api/v1/statuses/{post}"),
    );
    act(&world, &anna, alice.account_id, "type=suspend")
        .await
        .ok();
    assert_eq!(world.get(&bob, &status).await.status, StatusCode::NOT_FOUND);
    let shown = world.get(&bob, &account).await.ok();
    is_as_documented("Account", &shown);
    assert_eq!(
        (&shown["suspended"], &shown["display_name"], &shown["note"]),
        (&json!(true), &json!(""), &json!(""))
    );
    assert_eq!(
        world.get(&bob, &format!("{account}/statuses")).await.ok(),
        json!([])
    );
    let refused = world.get(&alices, "/api/v1/preferences").await;
    assert_eq!(refused.json["error"], "Your login is currently disabled");
    let path = format!("/api/v1/admin/accounts/{}", alice.account_id);
    let back = world
        .post(&anna, &format!("{path}/unsuspend"), "")
        .await
        .ok();
    assert_eq!(back["suspended"], false);
    world.get(&bob, &status).await.ok();
    world.get(&alices, "/api/v1/preferences").await.ok();
    let kept = world.ask(&anna, Method::DELETE, &path, "").await;
    assert_eq!(
        kept.status,
        StatusCode::FORBIDDEN,
        "only what is suspended is deleted"
    );
    act(&world, &anna, alice.account_id, "type=suspend")
        .await
        .ok();
    let gone = world.ask(&anna, Method::DELETE, &path, "").await.ok();
    is_as_documented("AdminAccount", &gone);
    assert_eq!(world.get(&anna, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.get(&alices, "/api/v1/preferences").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn media_of_a_marked_account_are_hidden_at_first() {
    let world = World::new().await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let (alice, token) = world.person("alice").await;
    let post = world
        .post(&token, "/api/v1/statuses", "status=Hello")
        .await
        .id();
    let path = format!("/api/v1/statuses/{post}");
    act(&world, &mona, alice.account_id, "type=sensitive")
        .await
        .ok();
    assert_eq!(world.get(&mona, &path).await.ok()["sensitive"], true);
    let undo = format!("/api/v1/admin/accounts/{}/unsensitive", alice.account_id);
    assert_eq!(world.post(&mona, &undo, "").await.ok()["sensitized"], false);
    assert_eq!(world.get(&mona, &path).await.ok()["sensitive"], false);
}

#[tokio::test]
async fn nobody_decides_about_their_own_rank_or_above() {
    let world = World::new().await;
    let (mona, monas) = world.staff("mona", Role::Moderator).await;
    let (other, _) = world.staff("otto", Role::Moderator).await;
    let (owner, owners) = world.staff("olga", Role::Owner).await;
    for target in [&mona, &other, &owner] {
        let refused = act(&world, &monas, target.account_id, "type=suspend").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let path = format!("/api/v1/admin/accounts/{}/unsilence", target.account_id);
        assert_eq!(
            world.post(&monas, &path, "").await.status,
            StatusCode::FORBIDDEN
        );
    }
    act(&world, &owners, mona.account_id, "type=none&text=Careful")
        .await
        .ok();
    for wrong in ["type=obliterate", "", "type=none&report_id=7"] {
        let answer = act(&world, &owners, mona.account_id, wrong).await;
        assert!(answer.status.is_client_error(), "{wrong}");
    }
    assert_eq!(
        act(&world, &owners, 1, "type=none").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn newcomers_are_let_in_or_turned_away() {
    let world = World::new().await;
    world.open_doors(Registration::Approval).await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let app = world.app_token("write:accounts read:accounts").await;
    let mut tokens = Vec::new();
    for name in ["carol", "dave"] {
        let form = format!(
            "username={name}&email={name}@mail.example&password=correct+horse+battery&agreement=true&reason=Because"
        );
        let token = world.post(&app, "/api/v1/accounts", &form).await.ok();
        tokens.push(token["access_token"].as_str().unwrap().to_owned());
    }
    world.settle().await;
    let told = world
        .get(&mona, "/api/v1/notifications?types[]=admin.sign_up")
        .await
        .ok();
    assert!(told.is_array());
    let waiting = world
        .get(&mona, "/api/v1/admin/accounts?pending=true")
        .await
        .ok();
    assert_eq!(names(&waiting), ["dave", "carol"]);
    assert_eq!(waiting[0]["invite_request"], "Because");
    let path = |place: usize, verb| {
        let id = waiting[place]["id"].as_str().unwrap();
        format!("/api/v1/admin/accounts/{id}/{verb}")
    };
    assert_eq!(
        world.post(&mona, &path(1, "approve"), "").await.ok()["approved"],
        true
    );
    world
        .get(&tokens[0], "/api/v1/accounts/verify_credentials")
        .await
        .ok();
    let again = world.post(&mona, &path(1, "approve"), "").await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    is_as_documented(
        "AdminAccount",
        &world.post(&mona, &path(0, "reject"), "").await.ok(),
    );
    let away = world
        .get(&tokens[1], "/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(away.status, StatusCode::UNAUTHORIZED);
}

/// A community with a rule.
async fn with_rules(world: &World) {
    let (anna, _) = world.staff("anna", Role::Admin).await;
    let update = CommunityUpdate {
        rules: Some(vec!["Be kind".to_owned(), "No spam".to_owned()]),
        ..CommunityUpdate::default()
    };
    world.social.update_community(&anna, update).await.unwrap();
}

#[tokio::test]
async fn a_report_keeps_what_was_said_whatever_becomes_of_it() {
    let world = World::new().await;
    with_rules(&world).await;
    let (_, mona) = world.staff("mona", Role::Moderator).await;
    let (alice, alices) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = world
        .post(
            &alices,
            "/api/v1/statuses",
            "status=Something+vile+@bob&visibility=direct",
        )
        .await
        .id();
    let form = format!(
        "account_id={}&status_ids[]={post}&comment=Look&rule_ids[]=2&forward=true",
        alice.account_id
    );
    let report = world.post(&bob, "/api/v1/reports", &form).await.ok();
    assert_eq!(
        (
            &report["category"],
            &report["rule_ids"],
            &report["forwarded"]
        ),
        (&json!("violation"), &json!(["2"]), &json!(false))
    );
    world
        .ask(
            &alices,
            Method::DELETE,
            &format!("/api/v1/statuses/{post}"),
            "",
        )
        .await
        .ok();
    world.settle().await;
    let told = world
        .get(&mona, "/api/v1/notifications?types[]=admin.report")
        .await
        .ok();
    assert_eq!(told[0]["report"]["id"], report["id"]);
    is_as_documented("Report", &told[0]["report"]);

    let path = format!("/api/v1/admin/reports/{}", report["id"].as_str().unwrap());
    let shown = world.get(&mona, &path).await.ok();
    is_as_documented("AdminReport", &shown);
    let text = shown["statuses"][0]["content"].as_str().unwrap();
    assert!(text.contains("Something vile"), "{text}");
    assert_eq!(shown["rules"][0]["text"], "No spam");
    // The private post itself is not theirs to read, nor was it before.
    let itself = world.get(&mona, &format!("/api/v1/statuses/{post}")).await;
    assert_eq!(itself.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_goes_through_the_hands_of_staff() {
    let world = World::new().await;
    with_rules(&world).await;
    let (mona, monas) = world.staff("mona", Role::Moderator).await;
    let (alice, _) = world.person("alice").await;
    let (bobs, bob) = world.person("bob").await;
    let form = format!("account_id={}&category=spam", alice.account_id);
    let report = world.post(&bob, "/api/v1/reports", &form).await.id();
    let path = format!("/api/v1/admin/reports/{report}");
    let mine = world
        .post(&monas, &format!("{path}/assign_to_self"), "")
        .await
        .ok();
    assert_eq!(mine["assigned_account"]["id"], mona.account_id.to_string());
    let nobodys = world
        .post(&monas, &format!("{path}/unassign"), "")
        .await
        .ok();
    assert_eq!(nobodys["assigned_account"], Value::Null);
    let changed = world
        .ask(
            &monas,
            Method::PUT,
            &path,
            "category=violation&rule_ids[]=1",
        )
        .await
        .ok();
    assert_eq!(
        (&changed["category"], &changed["rules"][0]["id"]),
        (&json!("violation"), &json!("1"))
    );
    let closed = world
        .post(&monas, &format!("{path}/resolve"), "")
        .await
        .ok();
    assert_eq!(closed["action_taken"], true);
    assert_eq!(
        closed["action_taken_by_account"]["id"],
        mona.account_id.to_string()
    );
    assert_eq!(
        world.get(&monas, "/api/v1/admin/reports").await.ok(),
        json!([])
    );
    let query = format!(
        "resolved=true&account_id={}&target_account_id={}",
        bobs.account_id, alice.account_id
    );
    let list = world
        .get(&monas, &format!("/api/v1/admin/reports?{query}"))
        .await
        .ok();
    assert_eq!(list[0]["id"], report);
    let open = world.post(&monas, &format!("{path}/reopen"), "").await.ok();
    assert_eq!(open["action_taken"], false);
    is_as_documented("AdminReport", &open);
    act(
        &world,
        &monas,
        alice.account_id,
        &format!("type=none&report_id={report}"),
    )
    .await
    .ok();
    assert_eq!(world.get(&monas, &path).await.ok()["action_taken"], true);
    assert_eq!(
        world.get(&monas, "/api/v1/admin/reports/1").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn only_what_one_sees_can_be_reported() {
    let world = World::new().await;
    let (alice, alices) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let private = world
        .post(
            &alices,
            "/api/v1/statuses",
            "status=Psst&visibility=private",
        )
        .await
        .id();
    let carols = world
        .post(&carol, "/api/v1/statuses", "status=Hi")
        .await
        .id();
    for post in [private, carols, "1".to_owned()] {
        let form = format!("account_id={}&status_ids[]={post}", alice.account_id);
        let refused = world.post(&bob, "/api/v1/reports", &form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{post}");
    }
    for wrong in [
        "category=nonsense",
        "rule_ids[]=9",
        &format!("comment={}", "x".repeat(1_001)),
    ] {
        let form = format!("account_id={}&{wrong}", alice.account_id);
        let refused = world.post(&bob, "/api/v1/reports", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let nobody = world.post(&bob, "/api/v1/reports", "account_id=1").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
