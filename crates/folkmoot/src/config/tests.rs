use super::*;

fn load(toml: &str, settings: Settings) -> Result<Config> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(FILE_NAME), toml)?;
    let settings = Settings {
        data: Some(folder.path().to_owned()),
        ..settings
    };
    // Whatever the environment of the tests says is not meant for these.
    Config::load_with(&settings, Env::raw().only(&[]))
}

fn refusal(toml: &str, settings: Settings) -> String {
    load(toml, settings).expect_err("a refusal").to_string()
}

#[test]
fn a_bucket_needs_all_that_opens_it() {
    let some = "s3_endpoint = \"https://s3.example.org\"\ns3_bucket = \"moot\"";
    assert!(refusal(some, Settings::default()).contains("s3_secret_file belong together"));
}

#[test]
fn files_are_not_fetched_from_a_store_that_is_not_there() {
    assert!(refusal("s3_redirect = true", Settings::default()).contains("kept on this machine"));
}

#[test]
fn a_host_for_files_is_an_address_like_the_servers_own() {
    let told = refusal(
        "media_url = \"http://files.example.org\"",
        Settings::default(),
    );
    assert!(told.contains("media_url") && told.contains("https"));
    let told = refusal(
        "media_url = \"https://files.example.org/a\"",
        Settings::default(),
    );
    assert!(told.contains("without a path"));
}

#[test]
fn without_anything_it_serves_on_this_machine() {
    let config = load("", Settings::default()).expect("defaults");
    assert_eq!(
        config.base_url().map(String::from).ok().as_deref(),
        Some("http://127.0.0.1:8420/")
    );
    assert_eq!(
        config
            .account_domain()
            .map(|d| d.to_string())
            .ok()
            .as_deref(),
        Some("127.0.0.1:8420")
    );
}

#[test]
fn a_misspelt_setting_is_refused_with_a_suggestion() {
    assert!(
        refusal("lisen = \"127.0.0.1:1\"", Settings::default()).contains("Did you mean listen?")
    );
    assert!(refusal("colour_of_the_sky = 1", Settings::default()).contains("Known settings"));
}

#[test]
fn the_command_line_stands_above_the_file() {
    let settings = Settings {
        listen: Some(SocketAddr::from(([127, 0, 0, 1], 1))),
        ..Settings::default()
    };
    let config = load("listen = \"127.0.0.1:2\"", settings).expect("both are good");
    assert_eq!(config.listen.port(), 1);
}

#[test]
fn development_is_refused_on_a_public_address() {
    let settings = Settings {
        dev: true,
        listen: Some(SocketAddr::from(([0, 0, 0, 0], 8420))),
        ..Settings::default()
    };
    assert!(refusal("", settings).contains("--dev"));
}

#[test]
fn plain_http_is_refused_where_others_could_listen() {
    assert!(refusal("url = \"http://example.org\"", Settings::default()).contains("https"));
    assert!(
        refusal("url = \"https://example.org/sub\"", Settings::default())
            .contains("without a path")
    );
}

#[test]
fn half_a_certificate_is_refused() {
    assert!(refusal("tls_key = \"key.pem\"", Settings::default()).contains("belong together"));
}
