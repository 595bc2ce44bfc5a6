//! What members choose for themselves.

use model::{AccountId, Audience};

use super::MemberSettings;
use crate::journal::{Change, Record};
use crate::{Caller, Error, NetworkId, Result, Social};

/// The looks that the pages have.
const THEMES: [&str; 3] = ["auto", "light", "dark"];
/// More than there are.
const MAX_NETWORKS: usize = 10;
/// The state of a member who may do everything.
const ACTIVE: &str = "active";

impl Social {
    /// Changes what the caller chose.
    pub async fn update_settings(&self, caller: &Caller, settings: MemberSettings) -> Result<()> {
        let settings = settings.checked()?;
        let (id, json) = (caller.account_id.get(), settings.to_json()?);
        let (off, now) = (settings.networks_off, self.now().micros());
        self.store()
            .write(move |tx| {
                let before = store::member::find(tx, id)?;
                let before = before.map(|row| MemberSettings::from_json(&row.settings));
                store::member::set_settings(tx, id, &json)?;
                if before.is_some_and(|before| before.networks_off != off) {
                    Record::local(now, id, Change::NetworksChosen, id).append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Whether a member wants to be on a public network. `false` for whoever is no member.
    pub async fn is_on(&self, network: NetworkId, account: AccountId) -> Result<bool> {
        let id = account.get();
        let row = self
            .store()
            .read(move |conn| store::member::find(conn, id))
            .await?;
        Ok(row.is_some_and(|row| {
            let off = MemberSettings::from_json(&row.settings).networks_off;
            row.state == ACTIVE && !off.iter().any(|name| name == network.0)
        }))
    }
}

impl MemberSettings {
    /// Reads the stored JSON; what cannot be read is as if it were never chosen.
    pub(crate) fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// The JSON to store.
    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// The settings in their stored form, or why they cannot be had.
    pub(super) fn checked(self) -> Result<Self> {
        if self.default_audience == Audience::Circle {
            let reason = "cannot be a circle: a circle is chosen for each post";
            return Err(Error::invalid("default_audience", "invalid", reason));
        }
        let is_theme = |theme: &String| THEMES.contains(&theme.as_str());
        if !self.theme.as_ref().is_none_or(is_theme) {
            return Err(Error::invalid(
                "theme",
                "invalid",
                "must be auto, light or dark",
            ));
        }
        if self.networks_off.len() > MAX_NETWORKS {
            return Err(Error::invalid("networks_off", "invalid", "are too many"));
        }
        Ok(Self {
            default_language: language("default_language", self.default_language)?,
            locale: language("locale", self.locale)?,
            ..self
        })
    }
}

/// A language tag in its normal form; empty is none.
fn language(field: &'static str, tag: Option<String>) -> Result<Option<String>> {
    match tag.filter(|tag| !tag.trim().is_empty()) {
        None => Ok(None),
        Some(tag) => model::language::parse(&tag)
            .map(Some)
            .ok_or_else(|| Error::invalid(field, "invalid", "must be a tag like “en” or “pt-BR”")),
    }
}

#[cfg(test)]
mod tests {
    use model::Audience;

    use super::MemberSettings;

    #[test]
    fn settings_survive_the_database_and_rubbish_is_the_default() {
        let settings = MemberSettings {
            default_audience: Audience::Followers,
            default_language: Some("pt-BR".into()),
            ..MemberSettings::default()
        };
        let json = settings.to_json().unwrap();
        assert_eq!(MemberSettings::from_json(&json), settings);
        assert_eq!(MemberSettings::from_json("{}"), MemberSettings::default());
        assert_eq!(MemberSettings::from_json("["), MemberSettings::default());
    }

    #[test]
    fn what_nobody_can_have_is_refused() {
        let with = |change: fn(&mut MemberSettings)| {
            let mut settings = MemberSettings::default();
            change(&mut settings);
            settings.checked()
        };
        assert!(with(|s| s.default_audience = Audience::Circle).is_err());
        assert!(with(|s| s.theme = Some("<b>".into())).is_err());
        assert!(with(|s| s.locale = Some("english please".into())).is_err());
        let empty = with(|s| s.default_language = Some(String::new())).unwrap();
        assert_eq!(empty.default_language, None);
    }
}
