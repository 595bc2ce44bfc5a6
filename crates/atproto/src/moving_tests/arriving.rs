use super::*;

fn records(stranger: &Stranger, blob: &Cid) -> Vec<(&'static str, Value)> {
    let first = format!("at://{}/{POST}/3jzfcijpj2z2b", stranger.did);
    let own = json!({ "uri": first, "cid": Cid::of_cbor(b"any").to_string() });
    let mut second = post_record("Then @somebody else.", "2023-02-01T10:00:00Z");
    second["reply"] = json!({ "root": own, "parent": own });
    let mut third = post_record("A picture.", "2023-03-01T10:00:00Z");
    let image = json!({
        "$type": "blob",
        "ref": { "$link": blob.to_string() },
        "mimeType": "image/png",
        "size": picture().len(),
    });
    third["embed"] = json!({
        "$type": "app.bsky.embed.images",
        "images": [{ "alt": "a point", "image": image }],
    });
    vec![
        (
            "app.bsky.actor.profile/self",
            json!({ "$type": "app.bsky.actor.profile", "displayName": "Alice", "description": "From elsewhere." }),
        ),
        (
            "app.bsky.feed.post/3jzfcijpj2z2b",
            post_record("Hello.", "2023-01-01T10:00:00Z"),
        ),
        ("app.bsky.feed.post/3jzfcijpj2z2c", second),
        ("app.bsky.feed.post/3jzfcijpj2z2d", third),
        (
            "app.bsky.feed.like/3jzfcijpj2z2e",
            json!({ "$type": "app.bsky.feed.like", "subject": own, "createdAt": "2023-04-01T10:00:00Z" }),
        ),
        (
            "com.example.other/1",
            json!({ "$type": "com.example.other", "what": 1 }),
        ),
    ]
}

async fn move_name(world: &World, alice: &Stranger, token: &str) {
    let wanted = world
        .get(token, "com.atproto.identity.getRecommendedDidCredentials")
        .await
        .done();
    let mut state = alice.genesis.state().unwrap();
    state.rotation_keys = serde_json::from_value(wanted["rotationKeys"].clone()).unwrap();
    state.also_known_as = serde_json::from_value(wanted["alsoKnownAs"].clone()).unwrap();
    state.verification_methods =
        serde_json::from_value(wanted["verificationMethods"].clone()).unwrap();
    let wrong = Operation::update(
        state.clone(),
        &alice.genesis.cid().unwrap(),
        &alice.rotation,
    );
    let submit = "com.atproto.identity.submitPlcOperation";
    let refused = world
        .call(token, submit, json!({ "operation": wrong.unwrap() }))
        .await;
    assert!(
        refused.is(400, "InvalidRequest"),
        "the old endpoint: {refused:?}"
    );
    state.services = serde_json::from_value(wanted["services"].clone()).unwrap();
    let right = Operation::update(state, &alice.genesis.cid().unwrap(), &alice.rotation);
    let input = json!({ "operation": right.unwrap() });
    // Whoever did not hear of it sends it again.
    for _ in 0..2 {
        let sent = world.call(token, submit, input.clone()).await;
        assert_eq!(sent.status, StatusCode::OK, "{sent:?}");
    }
}

#[tokio::test]
async fn somebody_comes_here_with_everything_and_nobody_is_told_before() {
    let world = World::new().await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    let forged = Stranger::new(&world, "eve.old.example").await;
    let form = json!({ "did": alice.did.as_str(), "handle": "alice.moot.example", "email": "a@mail.example", "password": PASSWORD });
    let create = "com.atproto.server.createAccount";
    for letter in ["", &forged.letter(&world)] {
        let refused = world.call(letter, create, form.clone()).await;
        assert!(!refused.status.is_success(), "{refused:?}");
    }
    let far = alice.join(&world, "alice.other.example").await;
    assert!(far.is(400, "InvalidRequest"), "{far:?}");
    let joined = alice.join(&world, "alice.moot.example").await.done();
    assert_eq!(joined["did"], alice.did.as_str());
    assert_eq!(
        (&joined["active"], &joined["status"]),
        (&json!(false), &json!("deactivated"))
    );
    let again = alice.join(&world, "alice2.moot.example").await;
    assert!(again.is(400, "InvalidRequest"), "{again:?}");
    let token = joined["accessJwt"].as_str().unwrap();
    let status = "com.atproto.server.checkAccountStatus";
    let nothing = world.get(token, status).await.done();
    let commit = nothing["repoCommit"].as_str().unwrap();
    assert!(Cid::parse(commit).is_ok(), "clients insist on a name");

    let blob = Cid::of_blob(&picture());
    let records = records(&alice, &blob);
    let file = alice.repository(&records);
    let imported = world.post(token, IMPORT, CAR, file).await;
    assert_eq!(imported.status, StatusCode::OK, "{imported:?}");
    let missing = world
        .get(token, "com.atproto.repo.listMissingBlobs")
        .await
        .done();
    let uri = format!("at://{}/app.bsky.feed.post/3jzfcijpj2z2d", alice.did);
    assert_eq!(
        missing["blobs"],
        json!([{ "cid": blob.to_string(), "recordUri": uri }])
    );
    let upload = "com.atproto.repo.uploadBlob";
    world
        .post(token, upload, "image/png", picture())
        .await
        .done();
    let kept = json!({ "preferences": [{ "$type": "app.bsky.actor.defs#adultContentPref", "enabled": false }] });
    world
        .call(token, "app.bsky.actor.putPreferences", kept)
        .await;
    let early = world
        .call(token, "com.atproto.server.activateAccount", Value::Null)
        .await;
    assert!(early.is(400, "InvalidRequest"), "{early:?}");
    let before = world.get(token, status).await.done();
    assert_eq!(
        (&before["activated"], &before["validDid"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(
        (&before["indexedRecords"], &before["importedBlobs"]),
        (&json!(6), &json!(1))
    );
    world.settle().await;
    // Of the landlady, who is here.
    assert_eq!(world.events().await, 3);

    move_name(&world, &alice, token).await;
    let done = world
        .call(token, "com.atproto.server.activateAccount", Value::Null)
        .await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    assert_eq!(world.events().await, 6, "#identity, #account, #sync");
    let after = world.get(token, status).await.done();
    assert_eq!(
        (&after["activated"], &after["validDid"]),
        (&json!(true), &json!(true))
    );
    world.settle().await;
    became_something(&world, &alice, &before, records.len()).await;
}

/// The records are posts and a profile here, and are what they were.
async fn became_something(world: &World, alice: &Stranger, before: &Value, count: usize) {
    let repo = world
        .social
        .repo_by_did(alice.did.as_str())
        .await
        .unwrap()
        .unwrap();
    let account = repo.account_id;
    let view = world
        .social
        .account(social::Viewer::Anyone, account)
        .await
        .unwrap();
    assert_eq!(
        (view.display_name.as_str(), view.note_source.as_str()),
        ("Alice", "From elsewhere.")
    );
    let posts = world
        .social
        .open_posts(account, social::Page::first(10))
        .await
        .unwrap()
        .items;
    let texts: Vec<_> = posts
        .iter()
        .map(|post| post.created_at.to_string())
        .collect();
    assert_eq!(posts.len(), 3, "{texts:?}");
    assert!(texts.iter().all(|at| at.starts_with("2023-")), "{texts:?}");
    assert_eq!(posts[0].media.len(), 1);
    assert_eq!(posts[1].reply_to, Some(posts[2].id));
    assert_eq!(posts[2].likes_count, 1);
    let (_, records) = world.social.repo_contents(account).await.unwrap();
    assert_eq!(usize::try_from(records).unwrap(), count);
    let head = repo.head.unwrap();
    assert_eq!(before["repoRev"], head.rev, "nothing was written");
    assert_eq!(world.events().await, 6, "nobody was told");
}

#[tokio::test]
async fn somebody_with_a_domain_of_their_own_keeps_it_and_gets_a_name_that_is_free() {
    let world = World::new().await;
    let alice = Stranger::new(&world, "landlady.old.example").await;
    let refused = alice.join(&world, "landlady.moot.example").await;
    assert!(refused.is(400, "HandleNotAvailable"), "{refused:?}");
    let joined = alice.join(&world, "land-lady.moot.example").await.done();
    assert_eq!(joined["handle"], "land-lady.moot.example");
}
