//! `POST /api/v1/admin/domain_blocks`

use axum::Json;
use serde::Deserialize;
use social::border::{BlockTerms, Severity};

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainBlock;
use crate::error::{Answer, Error, Result};
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Terms {
    domain: String,
    severity: Option<String>,
    reject_media: Option<bool>,
    reject_reports: Option<bool>,
    private_comment: Option<String>,
    public_comment: Option<String>,
    obfuscate: Option<bool>,
}

impl Terms {
    /// The server, and what is decided about it.
    pub(super) fn into_parts(self) -> Result<(String, BlockTerms)> {
        let severity = match self.severity.as_deref() {
            None | Some("") => None,
            Some(word) => Some(
                Severity::from_word(word)
                    .ok_or(Error::parameter("severity", "is not included in the list"))?,
            ),
        };
        let terms = BlockTerms {
            severity,
            rejects_media: self.reject_media,
            rejects_reports: self.reject_reports,
            is_obfuscated: self.obfuscate,
            public_comment: self.public_comment,
            private_comment: self.private_comment,
        };
        Ok((self.domain, terms))
    }
}

/// `POST /api/v1/admin/domain_blocks` — a server is kept out, as far as the terms say.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Terms>,
) -> Answer<AdminDomainBlock> {
    let (domain, terms) = form.into_parts()?;
    let view = app.social.block_domain(&caller, &domain, terms).await?;
    Ok(Json(view.into()))
}
