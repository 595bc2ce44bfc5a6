//! From an address to an actor by WebFinger, and back again: a name counts only when its own domain confirms it.

use ap_proto::actor::Actor;
use ap_proto::origin::normal_host;
use ap_proto::value::{Limits, parse_json};
use ap_proto::webfinger::{self, Jrd, Subject, expand_template, lrdd_template};
use infra::fetch::{Accept, Fetch, FetchError, Fetched};
use model::{Acct, Domain};
use url::Url;

use crate::ActivityPub;
use crate::error::{Error, Result};

/// The most bytes of a WebFinger or host-meta answer.
const MAX_BODY: usize = 64 * 1024;

/// What WebFinger says about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Confirmed {
    acct: webfinger::Acct,
    actor: String,
}

impl ActivityPub {
    /// The actor behind an address, and the address it really has.
    pub(super) async fn look_up(&self, acct: &Acct) -> Result<(Acct, String)> {
        let domain = acct
            .domain
            .as_ref()
            .ok_or(Error::NotFound("That account"))?;
        let asked = webfinger::Acct {
            user: acct.username.clone(),
            host: domain.as_str().to_owned(),
        };
        let confirmed = self.finger(&asked).await?;
        Ok((to_acct(&confirmed.acct)?, confirmed.actor))
    }

    /// The address of an actor that was fetched from its own id. Its host's WebFinger is asked for its name; a
    /// domain of its own must point back to it (gotchas 15 and 16; security row A16). A host without WebFinger still
    /// speaks for its own actors.
    pub(super) async fn confirm_address(&self, actor: &Actor) -> Result<Acct> {
        let user = actor.preferred_username.clone();
        let user = user.ok_or(Error::BadRequest("The actor has no preferredUsername"))?;
        let id = Url::parse(&actor.id).or(Err(Error::BadRequest("The actor's id is no URL")))?;
        let host = Domain::of_url(&id).or(Err(Error::BadRequest("The actor's host is no name")))?;
        let asked = webfinger::Acct {
            user,
            host: host.as_str().to_owned(),
        };
        match self.finger(&asked).await {
            Ok(confirmed) if confirmed.actor != actor.id => {
                Err(Error::NotYours("Its name belongs to another actor"))
            }
            Ok(confirmed) if confirmed.acct.user.eq_ignore_ascii_case(&asked.user) => {
                to_acct(&confirmed.acct)
            }
            Ok(_) => Err(Error::NotYours("WebFinger gives the actor another name")),
            Err(Error::Core(error)) => Err(error.into()),
            Err(error) => {
                tracing::debug!(
                    actor = actor.id,
                    code = error.code(),
                    "no WebFinger; the host counts"
                );
                to_acct(&asked)
            }
        }
    }

    /// Asks for an address. When the answer says that it is really another, that one's domain is asked, and must
    /// confirm both the address and the actor; a second other one is refused.
    async fn finger(&self, asked: &webfinger::Acct) -> Result<Confirmed> {
        let jrd = self.jrd(asked).await?;
        let actor = actor_of(&jrd)?;
        let Subject::Ask(real) = jrd.subject_for(asked)? else {
            return Ok(Confirmed {
                acct: asked.clone(),
                actor,
            });
        };
        let jrd = self.jrd(&real).await?;
        if jrd.subject_for(&real)? == Subject::Confirmed && actor_of(&jrd)? == actor {
            Ok(Confirmed { acct: real, actor })
        } else {
            Err(Error::NotYours("The domain it claims does not confirm it"))
        }
    }

    async fn jrd(&self, acct: &webfinger::Acct) -> Result<Jrd> {
        let url = acct.webfinger_url(self.scheme_for(&acct.host));
        let url = url.ok_or(FetchError::BadUrl("the host is no name"))?;
        let fetched = match self.get_small(url.as_str(), Accept::Jrd).await {
            Ok(fetched) => fetched,
            Err(error) if error.is_missing() => self.jrd_by_host_meta(acct).await?,
            Err(error) => return Err(error),
        };
        Ok(Jrd::parse(&parse_json(&fetched.body, Limits::default())?)?)
    }

    /// Some domains let another host answer, and say so in host-meta only (RFC 6415).
    async fn jrd_by_host_meta(&self, acct: &webfinger::Acct) -> Result<Fetched> {
        let scheme = self.scheme_for(&acct.host);
        let url = format!("{scheme}://{}/.well-known/host-meta", acct.host);
        let fetched = self.get_small(&url, Accept::Xrd).await?;
        let template = lrdd_template(&String::from_utf8_lossy(&fetched.body));
        let url = template.and_then(|template| expand_template(&template, acct));
        let url = url.ok_or(Error::NotFound("That account"))?;
        self.get_small(url.as_str(), Accept::Jrd).await
    }

    async fn get_small(&self, url: &str, accept: Accept) -> Result<Fetched> {
        let mut fetch = Fetch::new(url, accept);
        fetch.max_body = Some(MAX_BODY);
        Ok(Box::pin(self.door.get(&fetch)).await?)
    }

    /// Plain http only among servers on one machine, and only in development.
    fn scheme_for(&self, host: &str) -> &'static str {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_this_machine =
            name == "localhost" || name == "127.0.0.1" || name.ends_with(".localhost");
        if self.social.is_development() && is_this_machine {
            "http"
        } else {
            "https"
        }
    }
}

fn actor_of(jrd: &Jrd) -> Result<String> {
    Ok(jrd
        .actor_url()
        .ok_or(Error::NotFound("That account"))?
        .to_owned())
}

fn to_acct(acct: &webfinger::Acct) -> Result<Acct> {
    let host = normal_host(&acct.host).and_then(|host| Domain::parse(&host).ok());
    let domain = host.ok_or(Error::BadRequest("The host is no name"))?;
    if !model::handle::is_remote_username(&acct.user) {
        return Err(Error::BadRequest("The name has characters we cannot keep"));
    }
    Ok(Acct {
        username: acct.user.clone(),
        domain: Some(domain),
    })
}
