//! Pictures for those who have none: a ring of people seen from above, each ring unlike the others; and hills for
//! headers. Made from the id alone, so they never change and need no storage.

mod colour;
mod png;

use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use model::AccountId;

use crate::refusal::Refusal;
use crate::state::Web;
use colour::{Rgb, byte, oklch};

/// Pixels of a side of an avatar.
const SIDE: u16 = 256;
/// Pixels of a header.
const HEADER: (u16, u16) = (900, 300);

/// GET /avatars/{id}.png — the picture of somebody who has none.
pub(crate) async fn avatar(Path(file): Path<String>) -> Result<Response, Refusal> {
    let id: AccountId = file
        .strip_suffix(".png")
        .and_then(|id| id.parse().ok())
        .ok_or_else(Refusal::not_found)?;
    let picture = tokio::task::spawn_blocking(move || draw_avatar(id))
        .await
        .map_err(social::Error::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, picture).into_response())
}

/// GET /headers/default.png — hills in the community's colour.
pub(crate) async fn header(State(web): State<Web>) -> Result<Response, Refusal> {
    static LAST: Mutex<Option<(u16, Arc<Vec<u8>>)>> = Mutex::new(None);
    let hue = web.social.community().await?.hue % 360;
    let known = LAST
        .lock()
        .ok()
        .and_then(|last| last.clone())
        .filter(|(of, _)| *of == hue);
    let picture = if let Some((_, picture)) = known {
        picture
    } else {
        let drawn = tokio::task::spawn_blocking(move || draw_header(hue))
            .await
            .map_err(social::Error::internal)?;
        let drawn = Arc::new(drawn);
        if let Ok(mut last) = LAST.lock() {
            *last = Some((hue, Arc::clone(&drawn)));
        }
        drawn
    };
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    Ok((headers, picture.to_vec()).into_response())
}

/// A disc of an avatar.
struct Disc {
    x: f64,
    y: f64,
    radius: f64,
}

impl Disc {
    /// How much of a pixel it covers, 0–1.
    fn covers(&self, x: f64, y: f64) -> f64 {
        (self.radius - (x - self.x).hypot(y - self.y) + 0.5).clamp(0.0, 1.0)
    }
}

/// The ring of one account, as PNG. The palette blends from the ground to the people (0–127) and to the one in the middle.
pub fn draw_avatar(id: AccountId) -> Vec<u8> {
    let seed = crypto::sha256(&id.get().to_be_bytes());
    let dice = |at: usize| f64::from(seed.get(at).copied().unwrap_or(0)) / 255.0;
    let hue = f64::from(seed.first().copied().unwrap_or(0)) * 360.0 / 256.0;
    let ground = oklch(0.46 + 0.14 * dice(1), 0.11, hue);
    let people = oklch(0.93, 0.05, hue + 30.0 * dice(2));
    let middle = oklch(0.84, 0.13, hue + 120.0 + 120.0 * dice(3));
    let ring = ring(&dice);
    let centre = Disc {
        x: 128.0,
        y: 128.0,
        radius: 17.0 + 19.0 * dice(4),
    };
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE));
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let person = ring
                .iter()
                .map(|disc| disc.covers(x, y))
                .fold(0.0, f64::max);
            let inner = centre.covers(x, y);
            pixels.push(if inner > 0.0 {
                128 + byte(inner * 127.0)
            } else {
                byte(person * 127.0)
            });
        }
    }
    png::encode(SIDE, SIDE, &two_blends(ground, people, middle), &pixels)
}

/// Five to nine people in a ring that is open to one side, some taller than others.
fn ring(dice: &impl Fn(usize) -> f64) -> Vec<Disc> {
    let count = 5 + u32::from(byte(dice(5) * 4.99));
    let turn = dice(6) * std::f64::consts::TAU;
    let gap = if dice(7) > 0.5 { 1.0 } else { 0.0 };
    let reach = 72.0 + 14.0 * dice(8);
    let step = std::f64::consts::TAU / (f64::from(count) + gap);
    let (big, small) = (15.0 + 9.0 * dice(9), 12.0 + 8.0 * dice(10));
    (0..count)
        .map(|place| {
            let angle = turn + step * f64::from(place);
            let radius = if place % 2 == 0 { big } else { small };
            Disc {
                x: 128.0 + reach * angle.cos(),
                y: 128.0 + reach * angle.sin(),
                radius,
            }
        })
        .collect()
}

fn two_blends(ground: Rgb, first: Rgb, second: Rgb) -> Vec<Rgb> {
    let blend = |to: Rgb| (0..128_u8).map(move |step| ground.towards(to, f64::from(step) / 127.0));
    blend(first).chain(blend(second)).collect()
}

/// A sky and three hills, lightest at the back, as PNG.
pub fn draw_header(hue: u16) -> Vec<u8> {
    let hue = f64::from(hue);
    let palette = [
        oklch(0.94, 0.035, hue),
        oklch(0.87, 0.05, hue),
        oklch(0.79, 0.07, hue),
        oklch(0.70, 0.085, hue),
        oklch(0.92, 0.09, 85.0),
    ];
    let (width, height) = HEADER;
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height));
    for y in 0..height {
        for x in 0..width {
            pixels.push(hill_at(
                f64::from(x) / f64::from(width),
                f64::from(y) / f64::from(height),
            ));
        }
    }
    png::encode(width, height, &palette, &pixels)
}

fn hill_at(x: f64, y: f64) -> u8 {
    let wave = |base: f64, swing: f64, length: f64, shift: f64| {
        base + swing * ((x * length + shift) * std::f64::consts::TAU).sin()
    };
    if y > wave(0.86, 0.06, 0.8, 0.1) {
        3
    } else if y > wave(0.68, 0.08, 1.1, 0.55) {
        2
    } else if y > wave(0.48, 0.09, 1.4, 0.9) {
        1
    } else if ((x - 0.78) * 3.0).hypot(y - 0.26) < 0.13 {
        4
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_is_the_same_for_one_and_different_for_another() {
        let one = draw_avatar(AccountId::from(1));
        assert_eq!(one, draw_avatar(AccountId::from(1)));
        assert_ne!(one, draw_avatar(AccountId::from(2)));
        assert!(
            one.starts_with(b"\x89PNG\r\n\x1a\n") && one.len() < 12_000,
            "{}",
            one.len()
        );
    }
}
