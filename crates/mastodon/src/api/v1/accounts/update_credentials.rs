//! `PATCH /api/v1/accounts/update_credentials`, and what `PATCH /api/v1/profile` has in common with it

use axum::Json;
use edge::forms::{AnyForm, BadForm, File, FormLimits, non_blank};
use model::{Field, Permission, Showing};
use serde::Deserialize;
use social::media::Arrived;
use social::member::{MemberSettings, ProfileUpdate};
use social::{AccountView, Caller};

use crate::access::Me;
use crate::app::App;
use crate::entity::CredentialAccount;
use crate::error::{Answer, Error, Result};
use crate::form::Visibility;

/// Room for a picture and a banner.
pub(in crate::api) const LIMITS: FormLimits = FormLimits {
    fields: 200,
    text: edge::limits::FORM,
    files: 2 * social::media::MAX_BYTES,
    plays: false,
};

/// A form that was sent, read or refused.
pub(in crate::api) type Sent = std::result::Result<AnyForm<Profile>, BadForm>;

/// What is to change; what is not there stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct Profile {
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
    #[serde(deserialize_with = "non_blank")]
    hide_collections: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    show_media: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    show_media_replies: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    show_featured: Option<bool>,
    avatar_description: Option<String>,
    header_description: Option<String>,
    attribution_domains: Option<Vec<String>>,
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
    #[serde(deserialize_with = "non_blank")]
    quote_policy: Option<QuotePolicy>,
}

/// Who may quote, in Mastodon's words.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum QuotePolicy {
    Public,
    Followers,
    Nobody,
}

/// `PATCH /api/v1/accounts/update_credentials` — changes my profile and how I like to post.
pub(super) async fn update_credentials(
    app: App,
    Me(caller): Me,
    form: Sent,
) -> Answer<CredentialAccount> {
    change(&app, &caller, form).await?;
    Ok(Json(app.social.member(&caller).await?.into()))
}

/// Changes what was sent.
pub(in crate::api) async fn change(app: &App, caller: &Caller, form: Sent) -> Result<AccountView> {
    let AnyForm {
        value: profile,
        files,
    } = form?;
    let showing = changed_showing(app, caller, &profile).await?;
    let settings = match profile.source {
        Some(source) => Some(changed_settings(app, caller, source).await?),
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
        showing,
        avatar: picture(&files, "avatar")?,
        header: picture(&files, "header")?,
    };
    Ok(app.social.update_profile(caller, update).await?)
}

/// A picture that was sent; an empty file is none, and taking one away has its own method.
fn picture(files: &[File], field: &'static str) -> Result<Option<Arrived>> {
    match files.iter().find(|file| file.field == field) {
        Some(file) if file.content.is_empty() => Err(Error::parameter(field, "is empty")),
        Some(file) => Ok(Some(file.content.clone())),
        None => Ok(None),
    }
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

/// How the account shows itself from now on; `None` when nothing of it was sent.
async fn changed_showing(app: &App, caller: &Caller, profile: &Profile) -> Result<Option<Showing>> {
    let flags = [
        profile.hide_collections,
        profile.show_media,
        profile.show_media_replies,
        profile.show_featured,
    ];
    let texts = [&profile.avatar_description, &profile.header_description];
    let is_same = flags.iter().all(Option::is_none)
        && texts.iter().all(|text| text.is_none())
        && profile.attribution_domains.is_none();
    if is_same {
        return Ok(None);
    }
    let now = app
        .social
        .account(caller.viewer(), caller.account_id)
        .await?
        .showing;
    let domains = profile.attribution_domains.as_ref().map(|domains| {
        let filled = domains.iter().filter(|domain| !domain.trim().is_empty());
        filled.cloned().collect()
    });
    Ok(Some(Showing {
        hides_network: profile.hide_collections.unwrap_or(now.hides_network),
        avatar_alt: profile.avatar_description.clone().unwrap_or(now.avatar_alt),
        header_alt: profile.header_description.clone().unwrap_or(now.header_alt),
        credited_by: domains.unwrap_or(now.credited_by),
        shows_media: profile.show_media.unwrap_or(now.shows_media),
        shows_media_replies: profile
            .show_media_replies
            .unwrap_or(now.shows_media_replies),
        shows_featured: profile.show_featured.unwrap_or(now.shows_featured),
    }))
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
    if let Some(quote) = source.quote_policy {
        settings.default_quote = match quote {
            QuotePolicy::Public => Permission::Anyone,
            QuotePolicy::Followers => Permission::Followers,
            QuotePolicy::Nobody => Permission::Nobody,
        };
    }
    Ok(settings)
}
