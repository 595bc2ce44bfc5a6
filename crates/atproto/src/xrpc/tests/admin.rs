//! Those who look after the community, by an app of the network.

use social::staff::AccountStatus;
use social::staff::StaffFilter;
use social::{Page, Viewer, post::Draft};

use super::*;

/// A community with an admin, a moderator and a member.
pub(super) async fn staffed() -> (World, Person, Person, Person) {
    let world = World::new().await;
    let admin = world.person("ada", Role::Admin).await;
    let moderator = world.person("moe", Role::Moderator).await;
    let member = world.person("ann", Role::Member).await;
    (world, admin, moderator, member)
}

fn method(name: &str) -> String {
    format!("com.atproto.admin.{name}")
}

impl World {
    pub(super) async fn ask(&self, who: &Person, name: &str) -> Answer {
        self.get(&who.token, &method(name)).await
    }

    pub(super) async fn tell_staff(&self, who: &Person, name: &str, input: Value) -> Answer {
        self.call(&who.token, &method(name), input).await
    }

    /// What a member was told that was decided about them.
    async fn warnings(&self, who: &Person) -> Vec<String> {
        while self.social.live_step().await.unwrap() == social::journal::Progress::Moved {}
        let page = Page::first(20);
        let told = self
            .social
            .notifications(
                &who.caller,
                social::notification::NotificationFilter::default(),
                page,
            )
            .await
            .unwrap();
        let strikes = told.items.into_iter().filter_map(|told| told.about?.strike);
        strikes.map(|strike| strike.text).collect()
    }
}

pub(super) fn account(did: &str) -> Value {
    json!({ "$type": "com.atproto.admin.defs#repoRef", "did": did })
}

#[tokio::test]
async fn only_staff_with_their_own_password_are_let_in() {
    let (world, admin, _, member) = staffed().await;
    let path = format!("{}?did={}", method("getAccountInfo"), member.did);
    let said = world.get("", &path).await;
    assert!(said.is(401, "AuthMissing"), "{said:?}");
    let said = world.get(&member.token, &path).await;
    assert!(said.is(403, "Forbidden"), "{said:?}");
    let create = "com.atproto.server.createAppPassword";
    let password = world
        .call(&admin.token, create, json!({ "name": "app" }))
        .await
        .done();
    let log_in = json!({ "identifier": "ada", "password": password["password"] });
    let session = world
        .call("", "com.atproto.server.createSession", log_in)
        .await
        .done();
    let said = world
        .get(session["accessJwt"].as_str().unwrap(), &path)
        .await;
    assert!(said.is(400, "InvalidToken"), "{said:?}");
    let unknown = world.ask(&admin, "updateAccountSigningKey").await;
    assert!(unknown.is(501, "MethodNotImplemented"), "{unknown:?}");
}

#[tokio::test]
async fn members_are_shown_with_their_address_and_found_by_it() {
    let (world, _, moderator, member) = staffed().await;
    let path = format!("getAccountInfo?did={}", member.did);
    let said = world.ask(&moderator, &path).await.done();
    assert_eq!(said["did"], *member.did);
    assert_eq!(said["handle"], "ann.moot.example");
    assert_eq!(said["email"], "ann@mail.example");
    assert_eq!(said["invitesDisabled"], false);
    let path = format!("getAccountInfos?dids={}&dids=did:plc:nobody", member.did);
    let infos = world.ask(&moderator, &path).await.done();
    assert_eq!(infos, json!({ "infos": [said] }));
    let found = world.ask(&moderator, "searchAccounts?email=an").await;
    assert_eq!(found.done()["accounts"], json!([said]));
    let first = world.ask(&moderator, "searchAccounts?limit=2").await.done();
    assert_eq!(first["accounts"].as_array().unwrap().len(), 2);
    let cursor = first["cursor"].as_str().unwrap();
    let path = format!("searchAccounts?limit=2&cursor={cursor}");
    let rest = world.ask(&moderator, &path).await.done();
    assert_eq!(rest["accounts"].as_array().unwrap().len(), 1);
    for path in [
        "getAccountInfo?did=did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "getAccountInfo?did=ann",
        "getAccountInfos",
        "searchAccounts?limit=101",
        "getInviteCodes?cursor=x",
        "getSubjectStatus",
    ] {
        let said = world.ask(&moderator, path).await;
        assert_eq!(said.status, StatusCode::BAD_REQUEST, "{path} {said:?}");
    }
}

#[tokio::test]
async fn an_account_is_taken_down_and_given_back() {
    let (world, admin, moderator, member) = staffed().await;
    let status = format!("getSubjectStatus?did={}", member.did);
    let said = world.ask(&moderator, &status).await.done();
    assert_eq!(said["takedown"]["applied"], false);
    assert_eq!(said["deactivated"]["applied"], false);
    let down = |did: &str, applied: bool| json!({ "subject": account(did), "takedown": { "applied": applied, "ref": "7" } });
    // Nobody decides about those of their own rank or above.
    let refused = world
        .tell_staff(&moderator, "updateSubjectStatus", down(&admin.did, true))
        .await;
    assert!(refused.is(403, "Forbidden"), "{refused:?}");
    let said = world
        .tell_staff(&moderator, "updateSubjectStatus", down(&member.did, true))
        .await
        .done();
    assert_eq!(said["takedown"], json!({ "applied": true, "ref": "7" }));
    assert_eq!(said["subject"], account(&member.did));
    world.settle().await;
    let said = world.ask(&moderator, &status).await.done();
    assert_eq!(said["takedown"]["applied"], true);
    let repo = format!("com.atproto.sync.getRepoStatus?did={}", member.did);
    assert_eq!(world.get("", &repo).await.done()["status"], "suspended");
    let suspended = StaffFilter {
        status: Some(AccountStatus::Suspended),
        ..StaffFilter::default()
    };
    let found = world
        .social
        .staff_accounts(&admin.caller, suspended, Page::first(5))
        .await;
    assert_eq!(found.unwrap().items.len(), 1);
    world
        .tell_staff(&moderator, "updateSubjectStatus", down(&member.did, false))
        .await
        .done();
    world.settle().await;
    assert_eq!(world.get("", &repo).await.done()["active"], true);
    assert_eq!(world.warnings(&member).await, [""], "one note");
}

#[tokio::test]
async fn a_repository_is_kept_back_and_its_owner_told() {
    let (world, _, moderator, member) = staffed().await;
    let back = json!({ "subject": account(&member.did), "deactivated": { "applied": true } });
    world
        .tell_staff(&moderator, "updateSubjectStatus", back.clone())
        .await
        .done();
    let repo = format!("com.atproto.sync.getRepoStatus?did={}", member.did);
    assert_eq!(world.get("", &repo).await.done()["status"], "deactivated");
    let told = world.warnings(&member).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("not shown"), "{told:?}");
    // Whether it is shown again is for them to say.
    let again = json!({ "subject": account(&member.did), "deactivated": { "applied": false } });
    let refused = world
        .tell_staff(&moderator, "updateSubjectStatus", again)
        .await;
    assert!(refused.is(501, "MethodNotImplemented"), "{refused:?}");
    let own = "com.atproto.server.activateAccount";
    let done = world.call(&member.token, own, Value::Null).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    let both = json!({ "subject": account(&member.did), "takedown": { "applied": true }, "deactivated": { "applied": false } });
    let refused = world
        .tell_staff(&moderator, "updateSubjectStatus", both)
        .await;
    assert!(refused.is(400, "InvalidRequest"), "{refused:?}");
    let mut on = back;
    on["subject"] = json!({ "$type": "com.atproto.repo.strongRef", "uri": format!("at://{}/a.b.c/x", member.did), "cid": "x" });
    let refused = world
        .tell_staff(&moderator, "updateSubjectStatus", on)
        .await;
    assert!(refused.is(501, "MethodNotImplemented"), "{refused:?}");
}

#[tokio::test]
async fn a_post_is_removed_and_does_not_come_back() {
    let (world, _, moderator, member) = staffed().await;
    let draft = Draft {
        text: "Buy now".to_owned(),
        ..Draft::default()
    };
    let post = world.social.create_post(&member.caller, draft).await;
    let post = post.unwrap();
    world.settle().await;
    let own = world.social.records_of(post.id.get()).await.unwrap();
    let record = &own[0].record;
    let uri = format!("at://{}/{}/{}", member.did, record.collection, record.rkey);
    let status = format!("getSubjectStatus?uri={uri}");
    let said = world.ask(&moderator, &status).await.done();
    assert_eq!(said["takedown"]["applied"], false);
    let input =
        |applied: bool| json!({ "subject": said["subject"], "takedown": { "applied": applied } });
    let done = world
        .tell_staff(&moderator, "updateSubjectStatus", input(true))
        .await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    world.settle().await;
    assert!(world.social.post(Viewer::Anyone, post.id).await.is_err());
    let gone = world.ask(&moderator, &status).await;
    assert!(gone.is(400, "NotFound"), "{gone:?}");
    assert_eq!(
        world.warnings(&member).await,
        ["A post of yours was removed."]
    );
    let again = world
        .tell_staff(&moderator, "updateSubjectStatus", input(false))
        .await;
    assert!(again.is(501, "MethodNotImplemented"), "{again:?}");
    let profile = format!("at://{}/app.bsky.actor.profile/self", member.did);
    let mut other = input(true);
    other["subject"]["uri"] = profile.into();
    let refused = world
        .tell_staff(&moderator, "updateSubjectStatus", other)
        .await;
    assert!(refused.is(501, "MethodNotImplemented"), "{refused:?}");
    let blob = json!({
        "$type": "com.atproto.admin.defs#repoBlobRef", "did": member.did,
        "cid": "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy",
    });
    let refused = world
        .tell_staff(
            &moderator,
            "updateSubjectStatus",
            json!({ "subject": blob, "takedown": { "applied": true } }),
        )
        .await;
    assert!(refused.is(501, "MethodNotImplemented"), "{refused:?}");
}

#[tokio::test]
async fn admins_change_what_a_member_cannot() {
    let (world, admin, moderator, member) = staffed().await;
    let changes = [
        (
            "updateAccountEmail",
            json!({ "account": "ann.moot.example", "email": "new@mail.example" }),
        ),
        (
            "updateAccountPassword",
            json!({ "did": member.did, "password": "a battery of horses" }),
        ),
        (
            "updateAccountHandle",
            json!({ "did": member.did, "handle": "anna.moot.example" }),
        ),
    ];
    for (name, input) in &changes {
        let refused = world.tell_staff(&moderator, name, input.clone()).await;
        assert!(refused.is(403, "Forbidden"), "{name} {refused:?}");
        let own = json!({ "account": admin.did, "did": admin.did, "email": "x@mail.example",
            "password": "a battery of horses", "handle": "adam.moot.example" });
        let refused = world.tell_staff(&admin, name, own).await;
        assert!(refused.is(403, "Forbidden"), "{name} {refused:?}");
        let done = world.tell_staff(&admin, name, input.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{name} {done:?}");
    }
    let info = format!("getAccountInfo?did={}", member.did);
    let info = world.ask(&admin, &info).await.done();
    assert_eq!(info["email"], "new@mail.example");
    assert_eq!(info["handle"], "anna.moot.example");
    let session = "com.atproto.server.getSession";
    let out = world.get(&member.token, session).await;
    assert!(out.is(400, "ExpiredToken"), "{out:?}");
    for (identifier, password, is_right) in [
        ("new@mail.example", PASSWORD, false),
        ("ann@mail.example", "a battery of horses", false),
        ("new@mail.example", "a battery of horses", true),
    ] {
        let log_in = json!({ "identifier": identifier, "password": password });
        let answer = world
            .call("", "com.atproto.server.createSession", log_in)
            .await;
        assert_eq!(answer.status.is_success(), is_right, "{answer:?}");
    }
    assert_eq!(world.warnings(&member).await.len(), 3);
    for (name, input) in [
        (
            "updateAccountEmail",
            json!({ "account": member.did, "email": "ada@mail.example" }),
        ),
        (
            "updateAccountEmail",
            json!({ "account": member.did, "email": "nothing" }),
        ),
        (
            "updateAccountPassword",
            json!({ "did": member.did, "password": "12345678" }),
        ),
        (
            "updateAccountHandle",
            json!({ "did": member.did, "handle": "ada.moot.example" }),
        ),
    ] {
        let refused = world.tell_staff(&admin, name, input).await;
        assert_eq!(
            refused.status,
            StatusCode::BAD_REQUEST,
            "{name} {refused:?}"
        );
    }
    let letter = json!({ "recipientDid": member.did, "content": "Hello", "senderDid": admin.did });
    let sent = world
        .tell_staff(&moderator, "sendEmail", letter)
        .await
        .done();
    assert_eq!(sent, json!({ "sent": false }));
}

#[tokio::test]
async fn an_account_is_deleted_by_admins() {
    let (world, admin, moderator, member) = staffed().await;
    let input = json!({ "did": member.did });
    let refused = world
        .tell_staff(&moderator, "deleteAccount", input.clone())
        .await;
    assert!(refused.is(403, "Forbidden"), "{refused:?}");
    let info = format!("getAccountInfo?did={}", member.did);
    assert_eq!(world.ask(&admin, &info).await.status, StatusCode::OK);
    let done = world.tell_staff(&admin, "deleteAccount", input).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    world.settle().await;
    let gone = world.ask(&admin, &info).await;
    assert!(gone.is(400, "NotFound"), "{gone:?}");
}
