//! How much room files take, and what keeping those of other servers saves.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use social::Error;
use social::caller::Role;
use social::media::MediaSizes;
use social::media::far::FarSizes;

use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, own: &MediaSizes, far: &FarSizes) -> Markup {
    let main = html! {
        header.head { a.act href="/admin" title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Files" } }
        div.stack {
            section.card.pad.stack.tight aria-labelledby="own" {
                h2 #own { "Of people here" }
                p { (size(own.bytes)) " in " (own.files) " files. What several people sent is kept once." }
                @if !own.parts.is_empty() {
                    table {
                        thead { tr { th scope="col" { "What for" } th scope="col" { "What" } th scope="col" { "Files" } th scope="col" { "Room" } } }
                        tbody { @for part in &own.parts { tr { td { (usage(&part.usage)) } td { (part.media_type) } td { (part.files) } td { (size(part.bytes)) } } } }
                    }
                }
            }
            (of_others(far))
        }
    };
    frame.page(Place::Admin, "Files", Width::Column, &main)
}

fn of_others(far: &FarSizes) -> Markup {
    let all = &far.all;
    let asked = all.hits + all.misses;
    html! {
        section.card.pad.stack.tight aria-labelledby="far" {
            h2 #far { "Of other servers" }
            @if far.cap == 0 { p { "Nothing is kept: every picture is fetched again for each who looks." } }
            @else {
                p { (size(all.bytes)) " of at most " (size(far.cap)) " in " (all.files) " files. What nobody looked at for longest goes first." }
                meter min="0" max=(far.cap) value=(all.bytes) aria-label="How full it is" {}
            }
            @if let Some(share) = (all.hits * 100).checked_div(asked) {
                p.soft { (share) "% of what was looked at was here already; " (all.failures) " files could not be had." }
            }
            @if !far.servers.is_empty() {
                table {
                    thead { tr { th scope="col" { "Server" } th scope="col" { "Files" } th scope="col" { "Room" } th scope="col" { "Here already" } th scope="col" { "Failed" } } }
                    tbody {
                        @for server in &far.servers {
                            tr { th scope="row" { bdi dir="ltr" { (server.host) } } td { (server.files) } td { (size(server.bytes)) } td { (server.hits) } td { (server.failures) } }
                        }
                    }
                }
            }
        }
    }
}

fn usage(word: &str) -> &str {
    match word {
        "media" => "In posts",
        "avatar" => "Pictures of people",
        "header" => "Banners",
        "emoji" => "Emoji",
        "story" => "In stories",
        other => other,
    }
}

/// Bytes as people read them: `1.5 GB`.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, word) in UNITS {
        if bytes >= unit {
            let tenths = bytes / (unit / 10);
            return format!("{}.{} {word}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} bytes")
}

/// GET /admin/files — for those who run the community.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    if member.caller.role < Role::Admin {
        return Err(
            Error::Forbidden("Only those who run this community may see this page.").into(),
        );
    }
    let own = web.social.media_sizes().await?;
    let far = web.social.far_media_sizes(&member.caller).await?;
    Ok(private(view(&member.visit.frame, &own, &far)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_units_that_people_know() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_500), "1.5 kB");
        assert_eq!(size(5_368_709_120), "5.3 GB");
    }
}
