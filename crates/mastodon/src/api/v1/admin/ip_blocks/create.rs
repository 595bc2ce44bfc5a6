//! `POST /api/v1/admin/ip_blocks`

use std::time::Duration;

use axum::Json;
use edge::forms::non_blank;
use serde::Deserialize;
use social::gate::{IpSeverity, IpTerms};

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminIpBlock;
use crate::error::{Answer, Error, Result};
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Terms {
    ip: Option<String>,
    severity: Option<String>,
    comment: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    expires_in: Option<u32>,
}

impl TryFrom<Terms> for IpTerms {
    type Error = Error;

    fn try_from(form: Terms) -> Result<Self> {
        let severity = match form.severity.as_deref() {
            None | Some("") => None,
            Some(word) => Some(
                IpSeverity::from_word(word)
                    .ok_or(Error::parameter("severity", "is not included in the list"))?,
            ),
        };
        Ok(Self {
            network: form.ip.filter(|text| !text.trim().is_empty()),
            severity,
            comment: form.comment,
            expires_in: form
                .expires_in
                .map(|seconds| Duration::from_secs(seconds.into())),
        })
    }
}

/// `POST /api/v1/admin/ip_blocks` — from these addresses nobody joins, or comes in at all.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Terms>,
) -> Answer<AdminIpBlock> {
    let view = app.social.block_ip(&caller, form.try_into()?).await?;
    Ok(Json(view.into()))
}
