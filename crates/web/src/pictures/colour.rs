//! Colours of even lightness (OKLCH, <https://bottosson.github.io/posts/oklab/>), as a screen wants them.

/// Red, green and blue of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) [u8; 3]);

impl Rgb {
    /// A colour on the way to another; 0 is this one, 1 the other.
    pub(super) fn towards(self, other: Self, part: f64) -> Self {
        let [r, g, b] = self.0;
        let [r2, g2, b2] = other.0;
        let mix =
            |from: u8, to: u8| byte(f64::from(from) + (f64::from(to) - f64::from(from)) * part);
        Self([mix(r, r2), mix(g, g2), mix(b, b2)])
    }
}

/// A colour by lightness (0–1), strength and hue in degrees; what a screen cannot show is brought to its edge.
#[expect(clippy::many_single_char_names, reason = "the names of the definition")]
pub(super) fn oklch(lightness: f64, chroma: f64, hue: f64) -> Rgb {
    let (a, b) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    Rgb([
        gamma(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        gamma(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        gamma(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s),
    ])
}

fn gamma(linear: f64) -> u8 {
    let shown = if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * linear.powf(1.0 / 2.4) - 0.055
    };
    byte(shown * 255.0)
}

/// A number as a byte, rounded and cut to its range.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to the range before; there is no checked conversion of floats"
)]
pub(super) fn byte(number: f64) -> u8 {
    number.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_black_and_red_are_themselves() {
        assert_eq!(oklch(1.0, 0.0, 0.0), Rgb([255, 255, 255]));
        assert_eq!(oklch(0.0, 0.0, 0.0), Rgb([0, 0, 0]));
        assert_eq!(oklch(0.627_955, 0.257_683, 29.234), Rgb([255, 0, 0]));
    }
}
