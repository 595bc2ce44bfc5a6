//! Apps have things signed with keys that are kept here (NIP-46): they ask over our relay, encrypted, and are answered there.
//! The key never leaves.
//!
//! Whoever is not connected is answered nothing but that, and what is not meant for a key that is kept here is not
//! answered at all.

#[cfg(test)]
mod tests;

use nostr_proto::remote_signing::{self, Request, Way, Wish, answer};
use nostr_proto::{Event, Keys, Kind, PublicKey, Unsigned};
use social::Caller;
use social::event::SignerApp;

use crate::error::Result;
use crate::{ID, Nostr};

/// How old a request may be, in seconds: what was heard on the way is of no use later.
const TOLERANCE: u64 = 10 * 60;

const STRANGER: &str = "This app is not connected. Its member makes a connection on their page.";
const FORBIDDEN: &str = "Its member did not let this app do that.";

impl Nostr {
    /// Hears an event that is passed on and not kept, whose id and signature were verified. What is answered is an event, too,
    /// to be passed on like any other; `None` when there is nothing to say.
    pub async fn answer_app(&self, event: &Event) -> Result<Option<Event>> {
        if event.kind != Kind::REMOTE_SIGNING
            || event.created_at.abs_diff(self.now_in_seconds()) > TOLERANCE
        {
            return Ok(None);
        }
        let Some((caller, keys)) = self.asked_signer(event).await? else {
            return Ok(None);
        };
        let Some((way, text)) = opened(&keys, event) else {
            return Ok(None);
        };
        let Ok(request) = Request::parse(&text) else {
            return Ok(None);
        };
        let done = self
            .do_wish(&caller, &keys, event.pubkey, request.wish)
            .await?;
        let said = answer(&request.id, &done);
        let content = sealed(way, &keys, event.pubkey, &said)?;
        Ok(Some(
            Unsigned {
                created_at: self.now_in_seconds(),
                kind: Kind::REMOTE_SIGNING,
                tags: vec![vec!["p".to_owned(), event.pubkey.to_string()]],
                content,
            }
            .sign(&keys),
        ))
    }

    /// The member whose key is asked for, when it is kept here and they may act.
    async fn asked_signer(&self, event: &Event) -> Result<Option<(Caller, Keys)>> {
        let Some(key) = event
            .value("p")
            .and_then(|key| key.parse::<PublicKey>().ok())
        else {
            return Ok(None);
        };
        let uri = nostr_proto::names::uri_of_key(key);
        let caller = match self.social.member_of_key(ID, &uri).await {
            Ok(Some(caller)) => caller,
            Ok(None) | Err(social::Error::Forbidden(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let kept = self.social.event_key(caller.account_id).await?;
        let Some(secret) = kept.secret.filter(|_| kept.public == key.0) else {
            return Ok(None);
        };
        Ok(Some((caller, Keys::from_secret(&secret)?)))
    }

    /// Does what an app asks. Why not, in words for it, when it is not done.
    async fn do_wish(
        &self,
        caller: &Caller,
        keys: &Keys,
        app: PublicKey,
        wish: nostr_proto::Result<Wish>,
    ) -> Result<std::result::Result<String, String>> {
        let known = self.social.use_signer_app(caller.account_id, app.0).await?;
        let wish = match wish {
            Ok(wish) => wish,
            Err(error) if known.is_some() => return Ok(Err(error.to_string())),
            Err(_unknown) => return Ok(Err(STRANGER.to_owned())),
        };
        if let Wish::Connect { signer, secret } = &wish {
            let is_here = *signer == keys.public().to_string();
            let is_known = is_here
                && (known.is_some()
                    || self
                        .social
                        .connect_signer_app(caller.account_id, secret, app.0)
                        .await?);
            let refused = "The word of this connection is not right, was used, or is too old.";
            return Ok(if is_known {
                Ok("ack".to_owned())
            } else {
                Err(refused.to_owned())
            });
        }
        Ok(match known {
            Some(app) => done(&app, keys, wish),
            None => Err(STRANGER.to_owned()),
        })
    }
}

/// What a connected app is given.
fn done(app: &SignerApp, keys: &Keys, wish: Wish) -> std::result::Result<String, String> {
    let told = |error: nostr_proto::Error| error.to_string();
    // Reading what is private goes with signing it.
    let may_read = app.may_sign(Kind::SEAL.0);
    match wish {
        Wish::PublicKey => Ok(keys.public().to_string()),
        Wish::Ping => Ok("pong".to_owned()),
        Wish::SwitchRelays => Ok("null".to_owned()),
        Wish::Sign(draft) if app.may_sign(draft.kind.0) => Ok(draft.sign(keys).to_json()),
        Wish::Seal(way, to, text) if may_read => sealed(way, keys, to, &text).map_err(told),
        Wish::Open(Way::Now, from, text) if may_read => {
            remote_signing::open(keys, from, &text).map_err(told)
        }
        Wish::Open(Way::Old, from, text) if may_read => {
            remote_signing::open_old(keys, from, &text).map_err(told)
        }
        _ => Err(FORBIDDEN.to_owned()),
    }
}

/// What is in a request. Some apps still write it in the old way, and are answered so.
fn opened(keys: &Keys, event: &Event) -> Option<(Way, String)> {
    let (from, content) = (event.pubkey, &event.content);
    if content.contains("?iv=") {
        let text = remote_signing::open_old(keys, from, content).ok()?;
        return Some((Way::Old, text));
    }
    let text = remote_signing::open(keys, from, content).ok()?;
    Some((Way::Now, text))
}

fn sealed(way: Way, keys: &Keys, to: PublicKey, text: &str) -> nostr_proto::Result<String> {
    match way {
        Way::Now => remote_signing::seal(keys, to, text),
        Way::Old => remote_signing::seal_old(keys, to, text),
    }
}
