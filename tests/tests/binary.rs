//! The binary as its host meets it: it refuses what would hurt, says why, and ends in order.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use folkmoot_tests::server::{Community, binary};

/// The binary on a folder, with none of the variables that are meant for tests.
fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FOLKMOOT_")) {
        command.env_remove(name);
    }
    command
}

/// Runs the binary until it ends by itself.
fn run(data: &Path, arguments: &[&str]) -> Result<Output> {
    Ok(command(data, arguments).output()?)
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_second_process_on_the_same_data_is_refused() -> Result<()> {
    let community = Community::new()?;
    let data = community.data().to_owned();
    let address = community.url().replace("http://", "");
    let _server = community.start()?;
    let second = run(
        &data,
        &[
            "--dev",
            "--listen",
            &address,
            "account",
            "create",
            "bob",
            "--email",
            "b@example.org",
            "--password",
            "correct horse battery",
        ],
    )?;
    ensure!(
        !second.status.success() && said(&second).contains("only one may open this data"),
        "{}",
        said(&second)
    );
    Ok(())
}

#[test]
fn a_data_folder_is_not_served_under_another_address() -> Result<()> {
    let folder = tempfile::tempdir()?;
    ensure!(
        run(
            folder.path(),
            &[
                "--url",
                "https://one.example",
                "account",
                "create",
                "bob",
                "--email",
                "b@example.org",
                "--password",
                "correct horse battery"
            ]
        )?
        .status
        .success()
    );
    let other = run(
        folder.path(),
        &["--url", "https://two.example", "--listen", "127.0.0.1:0"],
    )?;
    ensure!(
        !other.status.success() && said(&other).contains("https://one.example"),
        "{}",
        said(&other)
    );
    Ok(())
}

#[test]
fn development_is_refused_on_a_public_address() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let refused = run(folder.path(), &["--dev", "--listen", "0.0.0.0:0"])?;
    ensure!(
        !refused.status.success() && said(&refused).contains("--dev"),
        "{}",
        said(&refused)
    );
    Ok(())
}

#[test]
fn a_misspelt_setting_is_refused_with_a_suggestion() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(
        folder.path().join("folkmoot.toml"),
        "post_charcters = 500\n",
    )?;
    let refused = run(folder.path(), &["doctor"])?;
    ensure!(
        said(&refused).contains("Did you mean post_characters?"),
        "{}",
        said(&refused)
    );
    Ok(())
}

#[test]
fn the_doctor_finds_nothing_wrong_in_a_fresh_community_and_says_what_is_in_a_broken_one()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    ensure!(run(folder.path(), &["migrate"])?.status.success());
    let before = run(folder.path(), &["doctor"])?;
    ensure!(
        said(&before).contains("✔ Database pages"),
        "{}",
        said(&before)
    );
    std::fs::write(folder.path().join("folkmoot.db"), vec![7; 8192])?;
    let after = run(folder.path(), &["doctor"])?;
    ensure!(
        !after.status.success() && said(&after).contains('✖'),
        "{}",
        said(&after)
    );
    Ok(())
}

#[test]
fn it_speaks_https_from_certificate_files_and_ends_in_order() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    std::fs::write(folder.path().join("cert.pem"), made.cert.pem())?;
    std::fs::write(
        folder.path().join("key.pem"),
        made.signing_key.serialize_pem(),
    )?;
    let settings = format!(
        "tls_certificate = \"{0}/cert.pem\"\ntls_key = \"{0}/key.pem\"\n",
        folder.path().display()
    );
    std::fs::write(folder.path().join("folkmoot.toml"), settings)?;
    let port = std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port();
    let (listen, url) = (
        format!("127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
    );
    let log = std::fs::File::create(folder.path().join("log"))?;
    let mut server = command(folder.path(), &["--listen", &listen, "--url", &url])
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()?;
    let answered = tokio::runtime::Runtime::new()?.block_on(ask_over_tls(&url, made.cert.pem()));
    let ended = Command::new("kill")
        .args(["-TERM", &server.id().to_string()])
        .status()?
        .success();
    let status = server.wait()?;
    answered?;
    ensure!(ended && status.success(), "it ended with {status}");
    ensure!(std::fs::read_to_string(folder.path().join("log"))?.contains("everything is saved"));
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test is somebody else's browser"
)]
async fn ask_over_tls(url: &str, root: String) -> Result<()> {
    let client = reqwest::Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(root.as_bytes())?)
        .build()?;
    let started = Instant::now();
    loop {
        match client.get(url).send().await {
            Ok(page) => {
                ensure!(page.status() == 200 && page.version() == reqwest::Version::HTTP_2);
                let hsts = page.headers().get("strict-transport-security");
                return hsts.map(|_| ()).context("no strict-transport-security");
            }
            Err(error) if started.elapsed() > Duration::from_secs(30) => return Err(error.into()),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
