//! `/api/v1/folkmoot/answers`: answers of others that wait until they are let in. Described in `docs/api/posts.md`.

use axum::Json;
use model::PostId;

use crate::access::{Me, Rule};
use crate::app::App;
use crate::entity::{Empty, Status};
use crate::error::{Answer, Result};
use crate::form::Target;
use crate::paging::{Listed, Pages};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let write = Rule::User(&["write:statuses"]);
    let all = "/api/v1/folkmoot/answers";
    table
        .get(all, Rule::User(&["read:statuses"]), index)
        .post("/api/v1/folkmoot/answers/{id}/let_in", write, let_in)
        .post("/api/v1/folkmoot/answers/{id}/keep_out", write, keep_out)
}

/// `GET /api/v1/folkmoot/answers` — the answers that wait for me, the newest first.
async fn index(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Status>>> {
    let slice = app
        .social
        .waiting_answers(&caller, pages.of_statuses())
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}

/// `POST /api/v1/folkmoot/answers/:id/let_in` — lets one in.
async fn let_in(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Empty> {
    app.social.judge_answer(&caller, id, true).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/folkmoot/answers/:id/keep_out` — does not.
async fn keep_out(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Empty> {
    app.social.judge_answer(&caller, id, false).await?;
    Ok(Json(Empty {}))
}
