//! What the community is.

use std::sync::Arc;

use model::Acct;
use model::text::{Links, to_html};
use store::Conn;

use super::{COMMUNITY, Community, Decisions, Registration, SET_UP_AT};
use crate::{Error, Result, Social};

/// The hue of a community whose host chose none.
const DEFAULT_HUE: u16 = 152;

impl Social {
    /// A text of the host as safe HTML.
    pub fn paper_html(&self, text: &str) -> String {
        to_html(text, &CommunityLinks(self))
    }

    /// The community as it is now; in other processes than the one that changed it, as it was some seconds ago.
    pub async fn community(&self) -> Result<Community> {
        let memory = &self.memory().community.snapshot;
        if let Some(known) = memory.get(&(), self.now()) {
            return Ok(Arc::unwrap_or_clone(known));
        }
        let asked = memory.ask();
        let (decisions, is_set_up) = self.store().read(read).await?;
        let community = self.compose(Decisions::parse(decisions.as_deref())?, is_set_up);
        memory.put((), Arc::new(community.clone()), self.now(), asked);
        Ok(community)
    }

    /// Fills what the host did not decide.
    fn compose(&self, decided: Decisions, is_set_up: bool) -> Community {
        let undecided = if self.is_development() {
            Registration::Open
        } else {
            Registration::Closed
        };
        let languages = if decided.languages.is_empty() {
            vec!["en".to_owned()]
        } else {
            decided.languages
        };
        Community {
            name: decided.name.unwrap_or_else(|| self.domain().display()),
            description_html: to_html(&decided.description, &CommunityLinks(self)),
            description: decided.description,
            rules: decided.rules,
            contact_email: decided.contact_email,
            registration: decided.registration.unwrap_or(undecided),
            hue: decided.hue.unwrap_or(DEFAULT_HUE),
            contact_account: decided.contact_account,
            languages,
            link_previews: decided.link_previews.unwrap_or(true),
            reviews_trends: decided.reviews_trends.unwrap_or(true),
            privacy: decided.privacy,
            terms: decided.terms,
            is_allow_list: decided.is_allow_list,
            is_set_up,
        }
    }
}

fn read(conn: &mut Conn) -> store::Result<(Option<String>, bool)> {
    let decisions = store::setting::find(conn, COMMUNITY)?;
    Ok((decisions, store::setting::find(conn, SET_UP_AT)?.is_some()))
}

impl Decisions {
    /// Reads the stored JSON.
    pub(super) fn parse(json: Option<&str>) -> Result<Self> {
        json.map_or_else(|| Ok(Self::default()), serde_json::from_str)
            .map_err(Error::internal)
    }

    /// The JSON to store.
    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

/// Where the names and tags in a description lead.
struct CommunityLinks<'a>(&'a Social);

impl Links for CommunityLinks<'_> {
    fn mention(&self, acct: &Acct) -> Option<(String, String)> {
        acct.domain.is_none().then(|| {
            (
                self.0.url(&format!("/@{}", acct.username)),
                acct.username.clone(),
            )
        })
    }

    fn tag(&self, folded: &str) -> String {
        self.0.url(&format!("/tags/{folded}"))
    }
}
