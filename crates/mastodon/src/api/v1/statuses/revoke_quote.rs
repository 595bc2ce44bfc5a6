//! `POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Targets;

/// `POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke` — takes my post out of one that quotes it; the answer
/// is that one.
pub(super) async fn revoke_quote(
    app: App,
    Me(caller): Me,
    Targets(quoted, quoting): Targets<PostId, PostId>,
) -> Answer<Status> {
    let post = app.social.revoke_quote(&caller, quoted, quoting).await?;
    Ok(app.status(caller.viewer(), post))
}
