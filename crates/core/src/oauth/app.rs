//! Apps make themselves known.

use crypto::{constant_time_eq, random_token, sha256};
use model::{Id, sanitize};
use store::oauth::AppRow;

use super::{AppView, NewApp, Scopes, redirect};
use crate::{Error, Result, Social};

const MAX_NAME_CHARS: usize = 200;
/// Longer than any client id or secret of ours.
const MAX_ID_BYTES: usize = 128;

impl Social {
    /// Makes an app known. Its secret is in the answer and nowhere else.
    pub async fn create_app(&self, new: NewApp) -> Result<AppView> {
        redirect::check_all(&new.redirect_uris)?;
        let scopes = Scopes::parse(&new.scopes)?;
        let row = AppRow {
            id: self.new_id().get(),
            client_id: random_token(),
            name: name(&new.name)?,
            website: website(new.website.as_deref())?,
            redirect_uris: serde_json::to_string(&new.redirect_uris).map_err(Error::internal)?,
            scopes: scopes.to_string(),
        };
        let secret = random_token();
        let (hash, now) = (sha256(secret.as_bytes()), self.now().micros());
        let view = AppView {
            client_secret: Some(secret),
            ..view(row.clone())
        };
        self.store()
            .write(move |tx| store::oauth::insert_app(tx, &row, &hash, now))
            .await?;
        Ok(view)
    }

    /// An app by what it calls itself.
    pub async fn find_app(&self, client_id: &str) -> Result<Option<AppView>> {
        Ok(self
            .find_app_row(client_id)
            .await?
            .map(|(row, _)| view(row)))
    }

    /// The app, if the secret is its own.
    pub async fn check_app_secret(&self, client_id: &str, secret: &str) -> Result<AppView> {
        let found = self.find_app_row(client_id).await?;
        let presented = sha256(secret.as_bytes());
        found
            .filter(|(_, hash)| constant_time_eq(hash, &presented))
            .map(|(row, _)| view(row))
            .ok_or(Error::Unauthenticated(
                "The app is not known here, or its secret is wrong.",
            ))
    }

    async fn find_app_row(&self, client_id: &str) -> Result<Option<(AppRow, Vec<u8>)>> {
        if client_id.len() > MAX_ID_BYTES || client_id.contains('\0') {
            return Ok(None);
        }
        let client_id = client_id.to_owned();
        Ok(self
            .store()
            .read(move |c| store::oauth::find_app(c, &client_id))
            .await?)
    }
}

/// An app as it is shown.
pub(super) fn view(row: AppRow) -> AppView {
    AppView {
        id: Id::from(row.id),
        client_id: row.client_id,
        client_secret: None,
        name: row.name,
        website: row.website,
        redirect_uris: serde_json::from_str(&row.redirect_uris).unwrap_or_default(),
        scopes: row.scopes,
    }
}

fn name(text: &str) -> Result<String> {
    let name = sanitize::line(text, MAX_NAME_CHARS + 1);
    match name.chars().count() {
        0 => Err(Error::invalid("client_name", "blank", "cannot be empty")),
        1..=MAX_NAME_CHARS => Ok(name),
        _ => Err(Error::invalid(
            "client_name",
            "too_long",
            "may have 200 characters at most",
        )),
    }
}

fn website(text: Option<&str>) -> Result<Option<String>> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => sanitize::web_url(text)
            .map(Some)
            .ok_or_else(|| Error::invalid("website", "invalid", "must be the address of a page")),
    }
}
