//! Who is known by a token and a proof, or by a token of another server.

use super::*;

async fn grant(world: &World, holder: &Holder, scopes: &str) -> String {
    let alice = world.person("alice").await;
    let asked = social::oauth::bound::PushedRequest {
        client_id: "https://app.example.com/c.json".to_owned(),
        redirect_uri: "https://app.example.com/cb".to_owned(),
        scopes: scopes.to_owned(),
        challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
        key_thumbprint: holder.thumbprint(),
        ..Default::default()
    };
    let uri = world.social.push_request(&asked).await.unwrap();
    let (_, code) = world
        .social
        .agree_to_pushed(&alice, &uri, &asked.client_id)
        .await
        .unwrap();
    let by = social::oauth::bound::Presenter {
        client_id: &asked.client_id,
        client_thumbprint: None,
        key_thumbprint: &asked.key_thumbprint,
    };
    let verifier = Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let granted = world
        .social
        .exchange_bound_code(&by, &code, &asked.redirect_uri, verifier)
        .await;
    granted.unwrap().access_token
}

fn claims(world: &World, token: &str, id: &str) -> Value {
    json!({
        "jti": id, "htm": "GET", "htu": "https://moot.example/xrpc/com.example.whoAmI", "iat": world.auth.seconds(),
        "nonce": world.auth.nonce(), "ath": BASE64URL_NOPAD.encode(&sha256(token.as_bytes())),
    })
}

async fn who(world: &World, token: &str, proof: &str) -> Answer {
    let request = Request::builder()
        .uri("/xrpc/com.example.whoAmI")
        .header("authorization", format!("DPoP {token}"))
        .header("dpop", proof)
        .body(Body::empty());
    world.send(request.unwrap()).await
}

#[tokio::test]
async fn a_token_of_oauth_counts_with_a_proof_of_its_key() {
    let (world, holder) = (World::new().await, Holder::new());
    let token = grant(&world, &holder, "atproto repo:app.bsky.feed.post").await;
    let answer = who(&world, &token, &holder.prove(&claims(&world, &token, "1"))).await;
    assert_eq!(
        (answer.status, &answer.json["mayPost"]),
        (StatusCode::OK, &json!(true))
    );
    let other = Holder::new();
    let stolen = who(&world, &token, &other.prove(&claims(&world, &token, "2"))).await;
    assert!(stolen.is(401, "invalid_token"), "{stolen:?}");
    let bearer = Request::builder()
        .uri("/xrpc/com.example.whoAmI")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty());
    assert_eq!(
        world.send(bearer.unwrap()).await.status,
        StatusCode::BAD_REQUEST
    );
}

/// Security row F4.
#[tokio::test]
async fn proofs_that_are_replayed_or_for_something_else_are_refused() {
    let (world, holder) = (World::new().await, Holder::new());
    let token = grant(&world, &holder, "atproto").await;
    let once = holder.prove(&claims(&world, &token, "once"));
    assert_eq!(who(&world, &token, &once).await.status, StatusCode::OK);
    let replayed = who(&world, &token, &once).await;
    assert!(replayed.is(401, "invalid_dpop_proof"), "{replayed:?}");
    for (name, value) in [
        ("htu", json!("https://moot.example/xrpc/com.example.other")),
        ("htu", json!("https://evil.example/xrpc/com.example.whoAmI")),
        ("htm", json!("POST")),
        ("ath", json!("AAAA")),
        ("ath", json!(null)),
        ("iat", json!(world.auth.seconds() - 1_000)),
    ] {
        let mut wrong = claims(&world, &token, "again");
        wrong[name] = value.clone();
        let refused = who(&world, &token, &holder.prove(&wrong)).await;
        assert!(
            refused.is(401, "invalid_dpop_proof"),
            "{name} {value} {refused:?}"
        );
        assert!(
            refused.headers["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("DPoP ")
        );
    }
}

/// Security row F4.
#[tokio::test]
async fn a_proof_carries_the_newest_word_of_the_server() {
    let (world, holder) = (World::new().await, Holder::new());
    let token = grant(&world, &holder, "atproto").await;
    let old = world.auth.nonce();
    for nonce in [json!(null), json!("made up")] {
        let mut wordless = claims(&world, &token, "1");
        wordless["nonce"] = nonce;
        let refused = who(&world, &token, &holder.prove(&wordless)).await;
        assert!(refused.is(401, "use_dpop_nonce"), "{refused:?}");
        assert_eq!(
            refused.headers["dpop-nonce"].to_str().unwrap(),
            world.auth.nonce()
        );
    }
    world.pass(Duration::from_mins(3));
    let mut before = claims(&world, &token, "2");
    before["nonce"] = old.clone().into();
    assert_eq!(
        who(&world, &token, &holder.prove(&before)).await.status,
        StatusCode::OK
    );
    world.pass(Duration::from_mins(3));
    let mut late = claims(&world, &token, "3");
    late["nonce"] = old.into();
    assert!(
        who(&world, &token, &holder.prove(&late))
            .await
            .is(401, "use_dpop_nonce")
    );
}

#[tokio::test]
async fn another_server_is_known_by_a_token_that_counts_once() {
    let world = World::new().await;
    let did = Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap();
    let names = Names::of(Arc::<Paper>::clone(&world.paper));
    let key = Secp256k1Key::generate().unwrap();
    let method = Nsid::parse("com.atproto.repo.uploadBlob").unwrap();
    let token = |aud: &str, id: &str| {
        let claims = json!({
            "iss": did.as_str(), "aud": aud, "lxm": method.as_str(), "jti": id, "exp": world.auth.seconds() + 60,
        });
        sign("JWT", &claims, Signer::Secp256k1(&key)).unwrap()
    };
    let check = async |token: &str| {
        world
            .auth
            .check_service_token(&names, token, &method)
            .await
            .map_err(|e| e.name())
    };
    let good = token("did:web:moot.example", "1");
    assert_eq!(
        check(&good).await,
        Err("BadJwtSignature"),
        "nobody knows the key"
    );
    let known = did_key_secp256k1(&key.public_compressed());
    *world.paper.stranger.lock().unwrap() = Some((did.clone(), known));
    assert_eq!(check(&good).await, Ok(did.clone()));
    assert_eq!(check(&good).await, Err("NonceNotUnique"));
    assert_eq!(
        check(&token("did:web:other.example", "2")).await,
        Err("BadJwtAudience")
    );
    let other = Nsid::parse("com.atproto.server.createAccount").unwrap();
    let refused = world
        .auth
        .check_service_token(&names, &token("did:web:moot.example", "3"), &other)
        .await;
    assert_eq!(refused.map_err(|e| e.name()), Err("BadJwtLexiconMethod"));
    assert!(check("x").await.is_err());
}

#[tokio::test]
async fn headers_that_cannot_be_understood_are_refused() {
    let world = World::new().await;
    for value in [
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "DPoP x",
        "x",
        "Bearer a.b.c",
    ] {
        let request = Request::builder()
            .uri("/xrpc/com.example.whoAmI")
            .header("authorization", value)
            .body(Body::empty());
        let status = world.send(request.unwrap()).await.status;
        assert!(status.is_client_error(), "{value} {status}");
    }
    let twice = Request::builder()
        .uri("/xrpc/com.example.whoAmI")
        .header("authorization", "Bearer a")
        .header("authorization", "Bearer b")
        .body(Body::empty());
    assert!(world.send(twice.unwrap()).await.is(400, "InvalidToken"));
    let none = Request::builder()
        .uri("/xrpc/com.example.whoAmI")
        .body(Body::empty());
    assert!(world.send(none.unwrap()).await.is(401, "AuthMissing"));
}
