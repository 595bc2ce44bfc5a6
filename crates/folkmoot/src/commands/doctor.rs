//! `folkmoot doctor`: is everything as it should be, and if not, what to do.

mod files;

use anyhow::{Result, bail};

use super::say;
use crate::config::Config;
use crate::{data, start};

pub(super) use self::files::missing_walls;

/// What a check found.
struct Finding {
    what: &'static str,
    /// What is there, or what is wrong and what to do.
    result: std::result::Result<String, String>,
}

/// Runs every check and prints a line each. Fails when one did.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let mut findings = vec![
        check_address(config),
        check_folder(config),
        check_key(config),
        check_tls(config),
    ];
    findings.extend(check_database(config).await);
    findings.push(files::check_place(config).await);
    findings.extend(files::check_tools().await);
    let mut wrong = 0;
    for finding in &findings {
        match &finding.result {
            Ok(found) => say(&format!("✔ {}: {found}", finding.what)),
            Err(problem) => {
                wrong += 1;
                say(&format!("✖ {}: {problem}", finding.what));
            }
        }
    }
    if wrong > 0 {
        bail!("{wrong} of {} checks need your attention.", findings.len());
    }
    Ok(())
}

fn check_address(config: &Config) -> Finding {
    let result = match (config.base_url(), config.account_domain()) {
        (Ok(url), Ok(domain)) if url.scheme() == "http" => Ok(format!(
            "{url} (@name@{domain}) — only this machine can reach it; set url to your https address for others"
        )),
        (Ok(url), Ok(domain)) => Ok(format!("{url} (@name@{domain})")),
        (Err(error), _) | (_, Err(error)) => Err(error.to_string()),
    };
    Finding {
        what: "Address",
        result,
    }
}

fn check_folder(config: &Config) -> Finding {
    let result = if config.data.is_dir() {
        tempfile_in(&config.data).map(|()| config.data.display().to_string()).map_err(|error| {
            format!("{} cannot be written to ({error}). Give the folder to the user that runs folkmoot.", config.data.display())
        })
    } else {
        Err(format!(
            "{} is not there yet. Start folkmoot once.",
            config.data.display()
        ))
    };
    Finding {
        what: "Data folder",
        result,
    }
}

fn tempfile_in(folder: &std::path::Path) -> std::io::Result<()> {
    let probe = folder.join(".doctor");
    std::fs::write(&probe, b"ok")?;
    std::fs::remove_file(&probe)
}

fn check_key(config: &Config) -> Finding {
    let result = if config.data.is_dir() {
        data::server_key(&config.data)
            .map(|_| "there, and only its owner can read it".to_owned())
            .map_err(|error| error.to_string())
    } else {
        Err("not there yet. Start folkmoot once.".to_owned())
    };
    Finding {
        what: "Server key",
        result,
    }
}

fn check_tls(config: &Config) -> Finding {
    let result = match (&config.tls_certificate, &config.tls_key) {
        (Some(certificate), Some(key)) => match (certificate.is_file(), key.is_file()) {
            (true, true) => Ok("certificate and key are there".to_owned()),
            _ => {
                Err("the files named by tls_certificate and tls_key are not both there.".to_owned())
            }
        },
        _ => Ok("not used; a proxy in front must speak https".to_owned()),
    };
    Finding {
        what: "TLS",
        result,
    }
}

async fn check_database(config: &Config) -> Vec<Finding> {
    let store = match start::open_store(config) {
        Ok(store) => store,
        Err(error) => {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            return vec![Finding {
                what: "Database",
                result: Err(causes.join(" ")),
            }];
        }
    };
    let schema = match store.schema().await {
        Ok(version) => Ok(format!("version {version}")),
        Err(error) => Err(error.to_string()),
    };
    let integrity = store.check_integrity().await.map(|()| "no damage found".to_owned()).map_err(|error| {
        format!("{error}. Stop the server, keep a copy of the data folder, and restore the last backup.")
    });
    let size = store
        .size_on_disk()
        .await
        .map(|bytes| format!("{} KiB", bytes / 1024))
        .map_err(|error| error.to_string());
    let mut findings = vec![
        Finding {
            what: "Database",
            result: schema,
        },
        Finding {
            what: "Database pages",
            result: integrity,
        },
        Finding {
            what: "Database size",
            result: size,
        },
    ];
    findings.push(files::check_room(config, &store).await);
    let _ = tokio::task::spawn_blocking(move || store.close()).await;
    findings
}
