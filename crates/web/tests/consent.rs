//! Apps that said ahead what they want.

use http::StatusCode;
use testkit::World;

fn pushed(client: &str, fragment: bool) -> social::oauth::bound::PushedRequest {
    use social::oauth::bound::{PushedRequest, ResponseMode};
    PushedRequest {
        client_id: client.to_owned(),
        client_name: Some("Reader <b>".to_owned()),
        client_host: "app.example".to_owned(),
        redirect_uri: "https://app.example/cb".to_owned(),
        state: Some("s".to_owned()),
        response_mode: if fragment {
            ResponseMode::Fragment
        } else {
            ResponseMode::Query
        },
        in_words: vec!["know who you are".to_owned()],
        ..PushedRequest::default()
    }
}

#[tokio::test]
async fn what_an_app_said_ahead_is_what_the_member_decides_on() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let client = "https://app.example/c.json";
    let push = async |fragment| world.social().push_request(&pushed(client, fragment)).await;
    let uri = push(false).await.unwrap_or_default();
    let address = |uri: &str| {
        let escaped = uri.replace(':', "%3A");
        format!(
            "/oauth/authorize?client_id=https%3A%2F%2Fapp.example%2Fc.json&request_uri={escaped}&redirect_uri=x"
        )
    };
    let page = world.get(&address(&uri)).session(&ada).await;
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' https://app.example;")
    );
    let text = page.text();
    assert!(
        text.contains("Reader &lt;b&gt;")
            && text.contains("an app of app.example")
            && text.contains("know who you are")
    );
    let unknown = world
        .get(&address("urn:ietf:params:oauth:request_uri:x"))
        .session(&ada)
        .await;
    assert!(unknown.status.is_client_error());
    let decide = |uri: String, decision: &'static str| {
        let fields = [
            ("client_id", client),
            ("request_uri", uri.as_str()),
            ("decision", decision),
        ];
        world.post("/oauth/authorize").session_form(&ada, &fields)
    };
    let nowhere = decide(uri.clone(), "allow").await;
    assert_eq!(
        nowhere.status,
        StatusCode::BAD_REQUEST,
        "not on that network"
    );
    let repo = social::repo::Repo {
        account_id: ada.account_id,
        did: "did:plc:ada".to_owned(),
        handle: "ada.folkmoot.example".to_owned(),
        state: social::repo::RepoState::Active,
        head: None,
    };
    let begun = world
        .social()
        .begin_repo(social::NetworkId("paper"), &repo, None)
        .await;
    assert!(begun.is_ok());
    let allowed = decide(uri.clone(), "allow").await;
    let target = allowed.header("location");
    assert!(
        target.starts_with("https://app.example/cb?code="),
        "{target}"
    );
    assert!(
        target.ends_with("&iss=https%3A%2F%2Ffolkmoot.example&state=s"),
        "{target}"
    );
    assert!(decide(uri, "allow").await.status.is_client_error(), "once");
    let denied = decide(push(true).await.unwrap_or_default(), "deny").await;
    assert!(
        denied
            .header("location")
            .starts_with("https://app.example/cb#error=access_denied&error_description=")
    );
}
