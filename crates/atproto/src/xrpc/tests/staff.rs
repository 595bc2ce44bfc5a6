//! Invites of all, and the ranks of those who look after the community.

use super::admin::{account, staffed};
use super::*;

#[tokio::test]
async fn invites_are_seen_ended_and_barred() {
    let (world, _, moderator, member) = staffed().await;
    let create = "com.atproto.server.createInviteCode";
    let mut codes = Vec::new();
    for uses in [1, 2, 3] {
        let made = world
            .call(&member.token, create, json!({ "useCount": uses }))
            .await
            .done();
        codes.push(made["code"].clone());
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let path = format!("getInviteCodes?limit=1{cursor}");
        let page = world.ask(&moderator, &path).await.done();
        assert_eq!(page["codes"][0]["createdBy"], *member.did);
        seen.push(page["codes"][0]["code"].clone());
        cursor = format!("&cursor={}", page["cursor"].as_str().unwrap());
    }
    seen.reverse();
    assert_eq!(seen, codes);
    let most_used = world.ask(&moderator, "getInviteCodes?sort=usage").await;
    assert_eq!(most_used.done()["codes"].as_array().unwrap().len(), 3);
    let input = json!({ "codes": [codes[0], "unknown"] });
    world
        .tell_staff(&moderator, "disableInviteCodes", input)
        .await;
    let disabled = async || {
        let info = format!("getAccountInfo?did={}", member.did);
        let info = world.ask(&moderator, &info).await.done();
        let all = info["invites"].as_array().unwrap().clone();
        let over = all.iter().filter(|code| code["disabled"] == true).count();
        (over, info["invitesDisabled"] == true)
    };
    assert_eq!(disabled().await, (1, false));
    let who = json!({ "account": member.did });
    world
        .tell_staff(&moderator, "disableAccountInvites", who.clone())
        .await;
    let all = json!({ "accounts": [member.did] });
    world
        .tell_staff(&moderator, "disableInviteCodes", all)
        .await;
    assert_eq!(disabled().await, (3, true));
    let refused = world
        .call(&member.token, create, json!({ "useCount": 1 }))
        .await;
    assert!(refused.is(403, "Forbidden"), "{refused:?}");
    world
        .tell_staff(&moderator, "enableAccountInvites", who)
        .await;
    let made = world
        .call(&member.token, create, json!({ "useCount": 1 }))
        .await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
}

#[tokio::test]
async fn nobody_decides_about_those_of_their_own_rank_or_above() {
    let (world, admin, moderator, _) = staffed().await;
    let other = world.person("mia", Role::Moderator).await;
    let draft = social::post::Draft {
        text: "Mine".to_owned(),
        ..social::post::Draft::default()
    };
    for who in [&admin, &other, &moderator] {
        let post = world.social.create_post(&who.caller, draft.clone()).await;
        let post = post.unwrap().id;
        world.settle().await;
        let own = world.social.records_of(post.get()).await.unwrap();
        let record = &own[0].record;
        let uri = format!("at://{}/{}/{}", who.did, record.collection, record.rkey);
        let post_ref = json!({ "$type": "com.atproto.repo.strongRef", "uri": uri, "cid": "x" });
        let on = json!({ "applied": true });
        for (name, input) in [
            (
                "updateSubjectStatus",
                json!({ "subject": post_ref, "takedown": on }),
            ),
            (
                "updateSubjectStatus",
                json!({ "subject": account(&who.did), "takedown": on }),
            ),
            (
                "updateSubjectStatus",
                json!({ "subject": account(&who.did), "deactivated": on }),
            ),
            ("disableAccountInvites", json!({ "account": who.did })),
        ] {
            let refused = world.tell_staff(&moderator, name, input).await;
            assert!(refused.is(403, "Forbidden"), "{name} {refused:?}");
        }
        assert!(
            world
                .social
                .post(social::Viewer::Anyone, post)
                .await
                .is_ok()
        );
        let status = format!("com.atproto.sync.getRepoStatus?did={}", who.did);
        assert_eq!(world.get("", &status).await.done()["active"], true);
    }
}
