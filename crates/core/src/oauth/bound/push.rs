//! An app asks ahead; a member decides.

use crypto::{random_token, sha256};
use store::bound_grant::PushedRow;

use super::{CODE_LASTS, PushedRequest, REQUEST_LASTS};
use crate::{Caller, Error, Result, Social};

/// What names of pushed requests begin with (RFC 9126, section 2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// Longer than any of ours.
const MAX_URI_BYTES: usize = 128;

impl Social {
    /// Notes what an app asks for, and names it. The name is a secret until a member sees it.
    pub async fn push_request(&self, asked: &PushedRequest) -> Result<String> {
        let uri = format!("{PREFIX}{}", random_token());
        let row = PushedRow {
            uri_hash: sha256(uri.as_bytes()),
            client_id: asked.client_id.clone(),
            asked: serde_json::to_string(asked).map_err(Error::internal)?,
            expires_at: self.now().plus(REQUEST_LASTS).micros(),
            account_id: None,
            used_at: None,
            grant_id: None,
        };
        self.store()
            .write(move |tx| store::bound_grant::insert_pushed(tx, &row))
            .await?;
        Ok(uri)
    }

    /// Whether a name is one of pushed requests.
    pub fn is_pushed_request(uri: &str) -> bool {
        uri.starts_with(PREFIX)
    }

    /// What an app asked for, for the page on which a member decides. Refused when it is another app's, is over, or was
    /// decided.
    pub async fn pushed_request(&self, uri: &str, client_id: &str) -> Result<PushedRequest> {
        if uri.len() > MAX_URI_BYTES || !Self::is_pushed_request(uri) {
            return Err(over());
        }
        let (hash, now) = (sha256(uri.as_bytes()), self.now().micros());
        let found = self
            .store()
            .read(move |c| store::bound_grant::find_pushed(c, &hash, now))
            .await?;
        let row = found
            .filter(|row| row.client_id == client_id)
            .ok_or_else(over)?;
        serde_json::from_str(&row.asked).map_err(Error::internal)
    }

    /// The member agrees: the code that the app exchanges. It can be done once.
    pub async fn agree_to_pushed(
        &self,
        caller: &Caller,
        uri: &str,
        client_id: &str,
    ) -> Result<(PushedRequest, String)> {
        let asked = self.pushed_request(uri, client_id).await?;
        let (code, hash, now) = (random_token(), sha256(uri.as_bytes()), self.now());
        let (code_hash, account) = (sha256(code.as_bytes()), caller.account_id.get());
        let times = (now.micros(), now.plus(CODE_LASTS).micros());
        let is_done = self
            .store()
            .write(move |tx| store::bound_grant::agree(tx, &hash, account, &code_hash, times))
            .await?;
        if is_done {
            Ok((asked, code))
        } else {
            Err(over())
        }
    }

    /// The member does not agree. It cannot be asked again under this name.
    pub async fn refuse_pushed(&self, uri: &str, client_id: &str) -> Result<PushedRequest> {
        let asked = self.pushed_request(uri, client_id).await?;
        let hash = sha256(uri.as_bytes());
        self.store()
            .write(move |tx| store::bound_grant::delete_pushed(tx, &hash))
            .await?;
        Ok(asked)
    }
}

fn over() -> Error {
    Error::invalid(
        "request_uri",
        "invalid_request_uri",
        "is over or was used. Please begin again in the app",
    )
}
