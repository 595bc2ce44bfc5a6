//! The words by which a member shows that they really mean it, for programs that ask for them: elsewhere they come by mail.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use social::member::CodePurpose;

use super::page;
use crate::partials::Frame;
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, codes: &[(CodePurpose, String)]) -> Markup {
    let body = html! {
        section.card.pad.stack aria-labelledby="codes" {
            h2 #codes { "Codes" }
            p { "A program that moves your Bluesky account to another server, or deletes your account, asks for a code after you have begun. It stands here for half an hour." }
            p.note { "If you have not asked for one, do not give it to anybody: somebody knows your password. Change it." }
            @if codes.is_empty() { p.soft { "There is none now." } }
            @for (purpose, code) in codes {
                p { (what(*purpose)) " " code id={ "code-" (purpose.as_str()) } { (code) } }
            }
        }
    };
    page(frame, "/settings/networks", "Codes", &body)
}

const fn what(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Moving => "To move your Bluesky account away:",
        CodePurpose::Deletion => "To delete your account here, with everything in it:",
    }
}

/// GET /settings/codes — the codes that count now.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    let codes = web.social.codes(&member.caller).await?;
    Ok(private(view(&member.visit.frame, &codes)))
}
