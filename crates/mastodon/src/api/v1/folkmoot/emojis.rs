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
use crate::form::Target;

/// Room for one small picture.
pub(super) const LIMITS: FormLimits = FormLimits {
    fields: 20,
    text: 16 * 1024,
    files: 1024 * 1024,
    plays: false,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
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
    form: Result<AnyForm<Form>, BadForm>,
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
    };
    let emoji = app.social.add_emoji(&caller, new).await?;
    Ok(Json(AdminEmoji {
        id: emoji.id,
        emoji: emoji.into(),
    }))
}

/// `DELETE /api/v1/folkmoot/admin/emojis/:id` — removes one.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.remove_emoji(&caller, id).await?;
    Ok(Json(Empty {}))
}
