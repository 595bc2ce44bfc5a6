//! `folkmoot account`: looking after accounts from the command line.

use anyhow::{Context as _, Result};
use social::caller::Role;
use social::member::NewMember;
use social::oauth::NewApp;

use super::say;
use crate::args::CreateAccount;
use crate::config::Config;
use crate::start::start;
use crate::wire;

/// The redirect of apps that show the code instead of being called back.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Makes an account and prints what was made.
pub(crate) async fn create(config: Config, new: CreateAccount) -> Result<()> {
    let started = start(&config).await?;
    let social = &started.social;
    wire::connect(social, &config)?;
    let role = if new.admin { Role::Admin } else { Role::Member };
    let id = social
        .create_member(NewMember {
            username: new.name.clone(),
            email: new.email.clone(),
            password: new.password.clone(),
            role,
        })
        .await?;
    let account = social.account(social::Viewer::Anyone, id).await?;
    say(&format!(
        "Account: @{}@{}",
        account.username,
        social.domain()
    ));
    say(&format!("Page: {}", account.page_url));
    say(&format!("E-mail: {}", new.email));
    say(&format!("Role: {}", role.as_str()));
    if let Some(scopes) = &new.token {
        let app = NewApp {
            name: "Command line".to_owned(),
            website: None,
            redirect_uris: vec![OUT_OF_BAND.to_owned()],
            scopes: scopes.clone(),
        };
        let app = social.create_app(app).await?;
        let granted = social
            .token_for_member(&app, id, scopes)
            .await
            .context("The account was made, but not the token.")?;
        say(&format!("Access token: {}", granted.access_token));
    }
    let store = started.store;
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}
