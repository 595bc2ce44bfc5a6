//! The host decides.

use model::{AccountId, sanitize};
use store::Tx;

use super::{COMMUNITY, Community, Decisions, Paper, Registration};
use crate::caller::Role;
use crate::member::{Email, reason, refuse, require};
use crate::{Caller, Error, Result, Social};

const MAX_NAME_CHARS: usize = 60;
const MAX_DESCRIPTION_CHARS: usize = 5_000;
const MAX_RULES: usize = 50;
const MAX_RULE_CHARS: usize = 500;
const MAX_LANGUAGES: usize = 20;
const MAX_PAPER_CHARS: usize = 100_000;
/// Versions of the terms that stay to be read.
const MAX_TERMS: usize = 20;

/// What the host changes. `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommunityUpdate {
    /// Its name.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// What is asked of everyone.
    pub rules: Option<Vec<String>>,
    /// Where the host can be written to; empty for nowhere.
    pub contact_email: Option<String>,
    /// Who may join.
    pub registration: Option<Registration>,
    /// Its colour, 0–359.
    pub hue: Option<u16>,
    /// Whom to ask: a member.
    pub contact_account: Option<AccountId>,
    /// The languages that are spoken.
    pub languages: Option<Vec<String>>,
    /// Whether links are asked what they lead to.
    pub link_previews: Option<bool>,
    /// Whether a moderator must agree before something trends.
    pub reviews_trends: Option<bool>,
    /// What becomes of what people entrust to the community; an empty text takes it away.
    pub privacy: Option<Paper>,
    /// New terms of service. Those before stay to be read; an empty text takes all away.
    pub terms: Option<Paper>,
    /// Whether only servers that were let in are heard.
    pub is_allow_list: Option<bool>,
}

impl Social {
    /// Changes what the host decided. For admins.
    pub async fn update_community(
        &self,
        caller: &Caller,
        update: CommunityUpdate,
    ) -> Result<Community> {
        require(caller, Role::Admin)?;
        let update = checked(&update)?;
        let done = self.store().write(move |tx| write(tx, &update));
        done.await.map_err(reason)?;
        self.forget_community();
        self.forget_borders();
        self.community().await
    }
}

/// Reads, changes and writes the decisions; done again when somebody else wrote in between.
fn write(tx: &mut Tx, update: &CommunityUpdate) -> store::Result<()> {
    if let Some(account) = update.contact_account
        && store::member::find(tx, account.get())?.is_none()
    {
        return Err(refuse(Error::NotFound("This member")));
    }
    let stored = store::setting::find(tx, COMMUNITY)?;
    let mut decisions = Decisions::parse(stored.as_deref()).map_err(refuse)?;
    decisions.apply(update);
    let json = decisions.to_json().map_err(refuse)?;
    let written = match stored {
        Some(old) => store::setting::replace(tx, COMMUNITY, &old, &json)?,
        None => store::setting::claim(tx, COMMUNITY, &json)?,
    };
    if written {
        Ok(())
    } else {
        Err(store::Error::Retry)
    }
}

impl Decisions {
    /// Takes over what is not `None`.
    pub(super) fn apply(&mut self, update: &CommunityUpdate) {
        let update = update.clone();
        self.name = update.name.or_else(|| self.name.take());
        self.registration = update.registration.or(self.registration);
        self.hue = update.hue.or(self.hue);
        self.contact_account = update.contact_account.or(self.contact_account);
        replace(&mut self.description, update.description);
        replace(&mut self.rules, update.rules);
        replace(&mut self.contact_email, update.contact_email);
        replace(&mut self.languages, update.languages);
        replace(&mut self.is_allow_list, update.is_allow_list);
        self.link_previews = update.link_previews.or(self.link_previews);
        self.reviews_trends = update.reviews_trends.or(self.reviews_trends);
        if let Some(privacy) = update.privacy {
            self.privacy = Some(privacy).filter(|paper| !paper.text.is_empty());
        }
        if let Some(terms) = update.terms {
            self.add_terms(terms);
        }
    }
}

impl Decisions {
    /// Puts terms above those that hold earlier; those of the same day are replaced.
    fn add_terms(&mut self, terms: Paper) {
        if terms.text.is_empty() {
            self.terms.clear();
            return;
        }
        self.terms
            .retain(|old| old.from.date() != terms.from.date());
        self.terms.push(terms);
        self.terms
            .sort_by_key(|terms| std::cmp::Reverse(terms.from));
        self.terms.truncate(MAX_TERMS);
    }
}

fn replace<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// The update with every value in its stored form, or the first that cannot be accepted.
pub(super) fn checked(update: &CommunityUpdate) -> Result<CommunityUpdate> {
    if update.hue.is_some_and(|hue| hue >= 360) {
        return Err(Error::invalid(
            "hue",
            "invalid",
            "must be between 0 and 359",
        ));
    }
    Ok(CommunityUpdate {
        name: update.name.as_deref().map(name).transpose()?,
        description: update.description.as_deref().map(description).transpose()?,
        rules: update.rules.as_deref().map(rules).transpose()?,
        contact_email: update
            .contact_email
            .as_deref()
            .map(contact_email)
            .transpose()?,
        languages: update.languages.as_deref().map(languages).transpose()?,
        registration: update.registration,
        hue: update.hue,
        contact_account: update.contact_account,
        is_allow_list: update.is_allow_list,
        link_previews: update.link_previews,
        reviews_trends: update.reviews_trends,
        privacy: update
            .privacy
            .as_ref()
            .map(|text| paper("privacy_policy", text))
            .transpose()?,
        terms: update
            .terms
            .as_ref()
            .map(|text| paper("terms_of_service", text))
            .transpose()?,
    })
}

fn paper(field: &'static str, paper: &Paper) -> Result<Paper> {
    if paper.text.chars().count() > MAX_PAPER_CHARS {
        let reason = format!("may have {MAX_PAPER_CHARS} characters at most");
        return Err(Error::invalid(field, "too_long", reason));
    }
    let text = sanitize::lines(&paper.text, MAX_PAPER_CHARS);
    Ok(Paper {
        text: text.trim().to_owned(),
        from: paper.from,
    })
}

fn name(text: &str) -> Result<String> {
    let name = sanitize::line(text, MAX_NAME_CHARS + 1);
    match name.chars().count() {
        0 => Err(Error::invalid("name", "blank", "cannot be empty")),
        1..=MAX_NAME_CHARS => Ok(name),
        _ => Err(Error::invalid(
            "name",
            "too_long",
            "may have 60 characters at most",
        )),
    }
}

fn description(text: &str) -> Result<String> {
    if text.chars().count() > MAX_DESCRIPTION_CHARS {
        return Err(Error::invalid(
            "description",
            "too_long",
            "may have 5000 characters at most",
        ));
    }
    Ok(sanitize::lines(text, MAX_DESCRIPTION_CHARS)
        .trim()
        .to_owned())
}

fn rules(rules: &[String]) -> Result<Vec<String>> {
    let is_long = |rule: &String| rule.chars().count() > MAX_RULE_CHARS;
    if rules.len() > MAX_RULES || rules.iter().any(is_long) {
        let reason = "may be 50 at most, of 500 characters each";
        return Err(Error::invalid("rules", "too_long", reason));
    }
    let rules = rules
        .iter()
        .map(|rule| sanitize::line(rule, MAX_RULE_CHARS));
    Ok(rules.filter(|rule| !rule.is_empty()).collect())
}

fn contact_email(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    Email::parse("contact_email", text).map(|email| email.text)
}

fn languages(tags: &[String]) -> Result<Vec<String>> {
    let invalid = || Error::invalid("languages", "invalid", "must be tags like “en” or “pt-BR”");
    if tags.len() > MAX_LANGUAGES {
        return Err(invalid());
    }
    tags.iter()
        .map(|tag| model::language::parse(tag).ok_or_else(invalid))
        .collect()
}
