//! `GET /api/v1/instance/domain_blocks`

use axum::Json;

use crate::app::App;
use crate::entity::DomainBlock;
use crate::error::Answer;

/// `GET /api/v1/instance/domain_blocks` — servers that are kept out or at a distance, and why.
pub(super) async fn domain_blocks(app: App) -> Answer<Vec<DomainBlock>> {
    let blocks = app.social.public_domain_blocks().await?.into_iter();
    Ok(Json(blocks.map(DomainBlock::from).collect()))
}
