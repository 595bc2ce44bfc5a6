//! Apps from the outside.

mod granting;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::jose::{Jwk, Signer, sign_with_header};
use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use bytes::Bytes;
use crypto::P256Key;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use social::{BoxFuture, Caller};
use url::{Url, form_urlencoded};

use super::{Documents, Provider, claim_bound, router};
use crate::auth::tests::{Answer, Holder, World};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const APP: &str = "https://app.example.com/client-metadata.json";
const KEYED: &str = "https://keyed.example.com/client-metadata.json";
const BACK: &str = "https://app.example.com/cb";

/// The web, as tests have it.
#[derive(Default)]
struct Web {
    pages: Mutex<HashMap<String, String>>,
    asked: Mutex<usize>,
}

impl Documents for Web {
    fn get<'a>(&'a self, url: &'a Url, _max: usize) -> BoxFuture<'a, Option<Bytes>> {
        *self.asked.lock().unwrap() += 1;
        let page = self.pages.lock().unwrap().get(url.as_str()).cloned();
        Box::pin(async move { page.map(Bytes::from) })
    }
}

struct Scene {
    world: World,
    web: Arc<Web>,
    provider: Provider,
    holder: Holder,
    alice: Caller,
    app_key: P256Key,
    proofs: Mutex<u32>,
}

impl Scene {
    async fn new() -> Self {
        let mut world = World::new().await;
        let alice = world.person("alice").await;
        let (web, app_key) = (Arc::new(Web::default()), P256Key::generate().unwrap());
        let provider = Provider::over(world.auth.clone(), Arc::<Web>::clone(&web));
        let others = || async { (StatusCode::IM_A_TEAPOT, "for others") };
        world.router = Router::new()
            .route("/oauth/token", post(others))
            .route("/oauth/revoke", post(others))
            .merge(router(provider.clone()))
            .layer(from_fn_with_state(provider.clone(), claim_bound))
            .merge(std::mem::take(&mut world.router));
        let scene = Self {
            world,
            web,
            provider,
            holder: Holder::new(),
            alice,
            app_key,
            proofs: Mutex::new(0),
        };
        scene.publish();
        scene
    }

    fn publish(&self) {
        let mut jwk = Jwk::p256(*self.app_key.public()).unwrap().to_json();
        jwk["kid"] = "k".into();
        let mut pages = self.web.pages.lock().unwrap();
        pages.insert(APP.to_owned(), document(APP).to_string());
        let mut keyed = document(KEYED);
        keyed["token_endpoint_auth_method"] = "private_key_jwt".into();
        keyed["token_endpoint_auth_signing_alg"] = "ES256".into();
        keyed["jwks_uri"] = "https://keyed.example.com/jwks.json".into();
        pages.insert(KEYED.to_owned(), keyed.to_string());
        pages.insert(
            "https://keyed.example.com/jwks.json".to_owned(),
            json!({ "keys": [jwk] }).to_string(),
        );
    }

    fn proof_of(&self, path: &str, holder: &Holder) -> String {
        let id = {
            let mut proofs = self.proofs.lock().unwrap();
            *proofs += 1;
            *proofs
        };
        holder.prove(&json!({
            "jti": id.to_string(), "htm": "POST", "htu": format!("https://moot.example{path}"),
            "iat": self.world.auth.seconds(), "nonce": self.world.auth.nonce(),
        }))
    }

    async fn send(&self, path: &str, proof: Option<&str>, form: &[(&str, &str)]) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        self.world
            .send(request.body(Body::from(body)).unwrap())
            .await
    }

    async fn ask(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let proof = self.proof_of(path, &self.holder);
        self.send(path, Some(&proof), form).await
    }

    async fn code(&self, client: &str, more: &[(&str, &str)]) -> String {
        let mut form = wish(client);
        form.extend_from_slice(more);
        let pushed = self.ask("/oauth/par", &form).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        let uri = pushed.text("request_uri");
        self.world
            .social
            .agree_to_pushed(&self.alice, &uri, client)
            .await
            .unwrap()
            .1
    }

    /// An app's proof that it is itself.
    fn assertion(&self, id: &str) -> String {
        let now = self.world.auth.seconds();
        let claims = json!({
            "iss": KEYED, "sub": KEYED, "aud": "https://moot.example", "jti": id, "iat": now, "exp": now + 60,
        });
        sign_with_header(json!({ "kid": "k" }), &claims, Signer::P256(&self.app_key)).unwrap()
    }
}

fn document(id: &str) -> Value {
    json!({
        "client_id": id, "client_name": "An App", "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"], "redirect_uris": [BACK], "scope": "atproto transition:generic",
        "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
    })
}

fn wish(client: &str) -> Vec<(&str, &str)> {
    vec![
        ("client_id", client),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", "atproto transition:generic"),
        ("state", "xyz"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

fn exchange<'a>(client: &'a str, code: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
}
