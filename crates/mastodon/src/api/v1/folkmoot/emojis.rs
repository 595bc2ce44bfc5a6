//! `/api/v1/folkmoot/admin/emojis`: custom emoji, as the host makes them. Described in `docs/api/emojis.md`.

use axum::Json;
use edge::forms::{AnyForm, BadForm, FormLimits, non_blank};
use model::Id;
use serde::{Deserialize, Serialize};
use social::emoji::NewEmoji;

use crate::access::Me;
use crate::app::App;
use crate::entity::{CustomEmoji, Empty};
use crate::error::{Answer, Error};
use crate::form::{Form, Target};

/// Room for one small picture.
pub(super) const LIMITS: FormLimits = FormLimits {
    fields: 20,
    text: 16 * 1024,
    files: 1024 * 1024,
    plays: false,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Picture {
    shortcode: String,
    #[serde(deserialize_with = "non_blank")]
    category: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    visible_in_picker: Option<bool>,
}

/// A custom emoji and its id.
#[derive(Debug, Serialize)]
pub(super) struct AdminEmoji {
    id: Id,
    #[serde(flatten)]
    emoji: CustomEmoji,
}

/// `POST /api/v1/folkmoot/admin/emojis` — adds one.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    form: Result<AnyForm<Picture>, BadForm>,
) -> Answer<AdminEmoji> {
    let AnyForm { value: form, files } = form?;
    let file = files.iter().find(|file| file.field == "image");
    let picture = file
        .map(|file| file.content.clone())
        .ok_or(Error::parameter("image", "can't be blank"))?;
    let new = NewEmoji {
        shortcode: form.shortcode,
        picture,
        category: form.category,
        is_hidden: form.visible_in_picker == Some(false),
        credit: None,
    };
    let emoji = app.social.add_emoji(&caller, new).await?;
    Ok(Json(AdminEmoji {
        id: emoji.id,
        emoji: emoji.into(),
    }))
}

/// An emoji of another server.
#[derive(Debug, Serialize)]
pub(super) struct Offered {
    shortcode: String,
    url: String,
    category: Option<String>,
    /// This community has one of that name.
    taken: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Server {
    server: String,
    shortcodes: Vec<String>,
}

/// `GET /api/v1/folkmoot/admin/emojis/import` — what another server has.
pub(super) async fn offered(
    app: App,
    Me(caller): Me,
    Form(asked): Form<Server>,
) -> Answer<Vec<Offered>> {
    let found = app.social.emojis_of_server(&caller, &asked.server).await?;
    let offered = found.into_iter().map(|emoji| Offered {
        shortcode: emoji.shortcode,
        url: emoji.url,
        category: emoji.category,
        taken: emoji.is_taken,
    });
    Ok(Json(offered.collect()))
}

/// What became of one that was to be copied.
#[derive(Debug, Serialize)]
pub(super) struct Imported {
    shortcode: String,
    error: Option<String>,
}

/// `POST /api/v1/folkmoot/admin/emojis/import` — copies some of them.
pub(super) async fn import(
    app: App,
    Me(caller): Me,
    Form(asked): Form<Server>,
) -> Answer<Vec<Imported>> {
    let done = app
        .social
        .import_emojis(&caller, &asked.server, &asked.shortcodes)
        .await?;
    let told = done.into_iter().map(|one| Imported {
        shortcode: one.shortcode,
        error: one.failure,
    });
    Ok(Json(told.collect()))
}

/// `DELETE /api/v1/folkmoot/admin/emojis/:id` — removes one.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.remove_emoji(&caller, id).await?;
    Ok(Json(Empty {}))
}
