//! `PATCH /api/v1/accounts/update_credentials`

use axum::Json;
use edge::forms::{AnyForm, BadForm, FormLimits, non_blank};
use model::Field;
use serde::Deserialize;
use social::Caller;
use social::member::{MemberSettings, ProfileUpdate};

use crate::access::Me;
use crate::app::App;
use crate::entity::CredentialAccount;
use crate::error::{Answer, Error, Result};
use crate::form::Visibility;

/// Said to people by their app.
const NO_PICTURES: &str = "Pictures cannot be uploaded to this server yet. Everything else of the profile can be changed.";

/// Room for a picture, so that who sends one hears [`NO_PICTURES`] and not that it was too large.
pub(super) const LIMITS: FormLimits = FormLimits {
    fields: 200,
    text: edge::limits::FORM,
    files: 8 * 1024 * 1024,
};

/// What is to change; what is not there stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    display_name: Option<String>,
    note: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    locked: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    bot: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    discoverable: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    indexable: Option<bool>,
    fields_attributes: Option<Vec<Row>>,
    source: Option<Source>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    name: String,
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    #[serde(deserialize_with = "non_blank")]
    privacy: Option<Visibility>,
    #[serde(deserialize_with = "non_blank")]
    sensitive: Option<bool>,
    language: Option<String>,
}

/// `PATCH /api/v1/accounts/update_credentials` — changes my profile and how I like to post.
pub(super) async fn update_credentials(
    app: App,
    Me(caller): Me,
    form: std::result::Result<AnyForm<Profile>, BadForm>,
) -> Answer<CredentialAccount> {
    let AnyForm {
        value: profile,
        files,
    } = form?;
    if !files.is_empty() {
        return Err(Error::NotYet(NO_PICTURES));
    }
    let settings = match profile.source {
        Some(source) => Some(changed_settings(&app, &caller, source).await?),
        None => None,
    };
    let update = ProfileUpdate {
        display_name: profile.display_name,
        note: profile.note,
        fields: profile.fields_attributes.map(fields),
        is_locked: profile.locked,
        is_bot: profile.bot,
        is_discoverable: profile.discoverable,
        is_indexable: profile.indexable,
        settings,
    };
    app.social.update_profile(&caller, update).await?;
    Ok(Json(app.social.member(&caller).await?.into()))
}

/// Rows of the profile. Apps send the ones that were left empty too.
fn fields(rows: Vec<Row>) -> Vec<Field> {
    rows.into_iter()
        .filter(|row| !row.name.trim().is_empty() || !row.value.trim().is_empty())
        .map(|row| Field {
            name: row.name,
            value: row.value,
        })
        .collect()
}

async fn changed_settings(app: &App, caller: &Caller, source: Source) -> Result<MemberSettings> {
    let mut settings = app.social.member(caller).await?.settings;
    if let Some(visibility) = source.privacy {
        settings.default_audience = visibility.into();
    }
    if let Some(is_sensitive) = source.sensitive {
        settings.default_sensitive = is_sensitive;
    }
    if let Some(language) = source.language {
        settings.default_language = Some(language).filter(|language| !language.is_empty());
    }
    Ok(settings)
}
