//! What becomes of good and of bad requests.

use super::*;

#[tokio::test]
async fn an_app_is_let_in_renews_and_leaves() {
    let scene = Scene::new().await;
    let code = scene.code(APP, &[]).await;
    let given = scene.ask("/oauth/token", &exchange(APP, &code)).await;
    assert_eq!(given.status, StatusCode::OK, "{given:?}");
    assert_eq!(given.json["token_type"], "DPoP");
    assert_eq!(given.json["scope"], "atproto transition:generic");
    assert!(given.text("sub").starts_with("did:plc:"));
    assert_eq!(given.headers["cache-control"], "no-store");
    assert_eq!(
        given.headers["dpop-nonce"].to_str().unwrap(),
        scene.world.auth.nonce()
    );
    let refresh = given.text("refresh_token");
    let renew = [
        ("grant_type", "refresh_token"),
        ("client_id", APP),
        ("refresh_token", &refresh),
    ];
    let renewed = scene.ask("/oauth/token", &renew).await;
    assert_eq!(
        (renewed.status, renewed.text("sub")),
        (StatusCode::OK, given.text("sub"))
    );
    let token = renewed.text("access_token");
    assert!(
        scene
            .world
            .social
            .bound_access(&token)
            .await
            .unwrap()
            .is_some()
    );
    let left = scene
        .ask("/oauth/revoke", &[("client_id", APP), ("token", &token)])
        .await;
    assert_eq!(left.status, StatusCode::OK);
    assert!(
        scene
            .world
            .social
            .bound_access(&token)
            .await
            .unwrap()
            .is_none()
    );
    let unknown = scene
        .ask("/oauth/revoke", &[("client_id", APP), ("token", "unknown")])
        .await;
    assert_eq!(unknown.status, StatusCode::OK);
}

/// Security row F4, where tokens are given out: RFC 9449, section 8, has 400 there.
#[tokio::test]
async fn every_request_needs_a_proof_of_its_own() {
    let scene = Scene::new().await;
    let none = scene.send("/oauth/par", None, &wish(APP)).await;
    assert!(none.is(400, "invalid_dpop_proof"), "{none:?}");
    let nonceless = scene.holder.prove(&json!({
        "jti": "a", "htm": "POST", "htu": "https://moot.example/oauth/par", "iat": scene.world.auth.seconds(),
    }));
    let told = scene.send("/oauth/par", Some(&nonceless), &wish(APP)).await;
    assert!(
        told.is(400, "use_dpop_nonce") && told.headers.contains_key("dpop-nonce"),
        "{told:?}"
    );
    let proof = scene.proof_of("/oauth/par", &scene.holder);
    assert_eq!(
        scene
            .send("/oauth/par", Some(&proof), &wish(APP))
            .await
            .status,
        StatusCode::CREATED
    );
    assert!(
        scene
            .send("/oauth/par", Some(&proof), &wish(APP))
            .await
            .is(400, "invalid_dpop_proof")
    );
    let for_another = scene.proof_of("/oauth/token", &scene.holder);
    assert!(
        scene
            .send("/oauth/par", Some(&for_another), &wish(APP))
            .await
            .is(400, "invalid_dpop_proof")
    );
    scene.world.pass(Duration::from_hours(1));
    let old = scene.holder.prove(&json!({
        "jti": "b", "htm": "POST", "htu": "https://moot.example/oauth/par", "iat": scene.world.auth.seconds() - 900,
        "nonce": scene.world.auth.nonce(),
    }));
    assert!(
        scene
            .send("/oauth/par", Some(&old), &wish(APP))
            .await
            .is(400, "invalid_dpop_proof")
    );
}

#[tokio::test]
async fn what_is_asked_must_be_what_the_app_registered() {
    let scene = Scene::new().await;
    for (name, value, error) in [
        (
            "redirect_uri",
            "https://app.example.com/cb/",
            "invalid_redirect_uri",
        ),
        (
            "redirect_uri",
            "https://evil.example/cb",
            "invalid_redirect_uri",
        ),
        ("scope", "atproto transition:email", "invalid_scope"),
        ("scope", "transition:generic", "invalid_scope"),
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        (
            "client_id",
            "https://unknown.example.com/c.json",
            "invalid_client_metadata",
        ),
        (
            "client_id",
            "https://127.0.0.1/c.json",
            "invalid_client_metadata",
        ),
        ("client_id", "", "invalid_request"),
    ] {
        let mut form = wish(APP);
        form.retain(|(one, _)| *one != name);
        form.push((name, value));
        let refused = scene.ask("/oauth/par", &form).await;
        assert!(refused.is(400, error), "{name} {value} {refused:?}");
    }
    for more in [
        ("response_mode", "form_post"),
        ("request", "x"),
        ("dpop_jkt", "x"),
        ("scope", "atproto"),
    ] {
        let mut form = wish(APP);
        form.push(more);
        assert_eq!(
            scene.ask("/oauth/par", &form).await.status,
            StatusCode::BAD_REQUEST,
            "{more:?}"
        );
    }
}

#[tokio::test]
async fn a_code_is_for_whoever_asked_with_their_key_once() {
    let scene = Scene::new().await;
    let code = scene.code(APP, &[]).await;
    let thief = Holder::new();
    let stolen = scene
        .send(
            "/oauth/token",
            Some(&scene.proof_of("/oauth/token", &thief)),
            &exchange(APP, &code),
        )
        .await;
    assert!(stolen.is(400, "invalid_grant"), "{stolen:?}");
    let mut wrong = exchange(APP, &code);
    wrong.pop();
    wrong.push(("code_verifier", CHALLENGE));
    assert!(
        scene
            .ask("/oauth/token", &wrong)
            .await
            .is(400, "invalid_grant")
    );
    wrong.pop();
    assert!(
        scene
            .ask("/oauth/token", &wrong)
            .await
            .is(400, "invalid_request")
    );
    let given = scene.ask("/oauth/token", &exchange(APP, &code)).await;
    assert_eq!(given.status, StatusCode::OK);
    assert!(
        scene
            .ask("/oauth/token", &exchange(APP, &code))
            .await
            .is(400, "invalid_grant")
    );
    let token = given.text("access_token");
    assert!(
        scene
            .world
            .social
            .bound_access(&token)
            .await
            .unwrap()
            .is_none(),
        "a code that came twice"
    );
    let odd = [("grant_type", "password"), ("client_id", APP)];
    assert!(
        scene
            .ask("/oauth/token", &odd)
            .await
            .is(400, "unsupported_grant_type")
    );
}

/// Security row F4: a request in the name of another app.
#[tokio::test]
async fn an_app_with_a_key_proves_that_it_is_itself_each_time() {
    let scene = Scene::new().await;
    let kind = (
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    );
    assert!(
        scene
            .ask("/oauth/par", &wish(KEYED))
            .await
            .is(401, "invalid_client")
    );
    let forged = {
        let other = P256Key::generate().unwrap();
        let claims = json!({ "iss": KEYED, "sub": KEYED, "aud": "https://moot.example", "jti": "x", "exp": scene.world.auth.seconds() + 60 });
        sign_with_header(json!({ "kid": "k" }), &claims, Signer::P256(&other)).unwrap()
    };
    let with = |assertion: &str| {
        let mut form: Vec<(String, String)> = wish(KEYED)
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        form.push((kind.0.to_owned(), kind.1.to_owned()));
        form.push(("client_assertion".to_owned(), assertion.to_owned()));
        form
    };
    let push = async |assertion: &str| {
        let form = with(assertion);
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        scene.ask("/oauth/par", &form).await
    };
    assert!(push(&forged).await.is(401, "invalid_client"));
    let once = scene.assertion("1");
    assert_eq!(push(&once).await.status, StatusCode::CREATED);
    assert!(push(&once).await.is(401, "invalid_client"), "replayed");
    let code = {
        let assertion = scene.assertion("2");
        scene
            .code(KEYED, &[kind, ("client_assertion", &assertion)])
            .await
    };
    assert!(
        scene
            .ask("/oauth/token", &exchange(KEYED, &code))
            .await
            .is(401, "invalid_client")
    );
    let assertion = scene.assertion("3");
    let mut proven = exchange(KEYED, &code);
    proven.extend([kind, ("client_assertion", &assertion)]);
    assert_eq!(
        scene.ask("/oauth/token", &proven).await.status,
        StatusCode::OK
    );
    let mut needless = wish(APP);
    needless.push(("client_assertion", "x"));
    assert!(
        scene
            .ask("/oauth/par", &needless)
            .await
            .is(401, "invalid_client")
    );
}

#[tokio::test]
async fn what_an_app_says_is_remembered_for_some_minutes() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        scene.code(APP, &[]).await;
    }
    assert_eq!(*scene.web.asked.lock().unwrap(), 1);
    scene.world.pass(Duration::from_mins(11));
    scene.code(APP, &[]).await;
    assert_eq!(*scene.web.asked.lock().unwrap(), 2);
}

#[tokio::test]
async fn an_app_that_is_being_written_is_let_in_from_its_own_machine() {
    let scene = Scene::new().await;
    let client = "http://localhost?scope=atproto%20transition%3Ageneric&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb";
    let mut form = wish(client);
    form.retain(|(name, _)| *name != "redirect_uri");
    form.push(("redirect_uri", "http://127.0.0.1:4711/cb"));
    let pushed = scene.ask("/oauth/par", &form).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
    let asked = scene
        .world
        .social
        .pushed_request(&pushed.text("request_uri"), client)
        .await
        .unwrap();
    assert_eq!(
        (asked.client_host.as_str(), asked.redirect_uri.as_str()),
        ("localhost", "http://127.0.0.1:4711/cb")
    );
    assert_eq!(*scene.web.asked.lock().unwrap(), 0);
}

#[tokio::test]
async fn what_has_no_proof_is_for_others() {
    let scene = Scene::new().await;
    for path in ["/oauth/token", "/oauth/revoke"] {
        assert_eq!(
            scene.send(path, None, &[]).await.status,
            StatusCode::IM_A_TEAPOT,
            "{path}"
        );
    }
    let get = |path: &str| Request::builder().uri(path).body(Body::empty()).unwrap();
    let about = scene
        .world
        .send(get("/.well-known/oauth-protected-resource"))
        .await;
    assert_eq!(
        about.json["authorization_servers"],
        json!(["https://moot.example"])
    );
    assert_eq!(about.json["resource"], "https://moot.example");
    assert_eq!(
        scene.world.send(get("/oauth/jwks")).await.json,
        json!({ "keys": [] })
    );
    let members = crate::oauth::server_members(scene.provider.auth().social());
    assert_eq!(members["issuer"], "https://moot.example");
    assert_eq!(members["require_pushed_authorization_requests"], true);
}

#[tokio::test]
async fn forms_that_are_none_are_refused() {
    let scene = Scene::new().await;
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "a=1&a=2".to_owned()),
        ("application/x-www-form-urlencoded", "x".repeat(40_000)),
        ("application/json", r#"{"a":"1","a":"2"}"#.to_owned()),
        ("application/json", r#"{"a":1}"#.to_owned()),
        ("text/plain", "client_id=x".to_owned()),
        ("", String::new()),
    ] {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/oauth/par")
            .header("content-type", kind)
            .header("dpop", scene.proof_of("/oauth/par", &scene.holder))
            .body(Body::from(body));
        let refused = scene.world.send(request.unwrap()).await;
        assert!(refused.is(400, "invalid_request"), "{kind} {refused:?}");
    }
}
