//! The picture of the open-air assembly: a tree on a hill, people in a ring around it. Its colours come from the
//! style sheet, so it follows the community's hue, in light and dark.

use maud::{Markup, html};

/// People of the ring: place, size, colour class.
const RING: [(u16, u16, &str); 16] = [
    (579, 192, "d"),
    (621, 192, "c"),
    (537, 195, "a"),
    (663, 195, "a"),
    (495, 200, "b"),
    (705, 200, "b"),
    (454, 210, "c"),
    (746, 210, "d"),
    (418, 230, "d"),
    (782, 230, "c"),
    (437, 260, "b"),
    (763, 260, "b"),
    (477, 272, "a"),
    (723, 272, "a"),
    (519, 279, "c"),
    (681, 279, "d"),
];

/// The whole scene.
pub fn assembly() -> Markup {
    html! {
        svg.art viewBox="0 0 1200 330" preserveAspectRatio="xMidYMax slice" aria-hidden="true" {
            path.sky d="M0 0h1200v330H0z" {}
            circle.sun cx="930" cy="96" r="44" {}
            path.far d="M0 190c140-60 260-70 400-30 150 42 270-60 440-40 150 18 240 60 360 20v190H0z" {}
            path.mid d="M0 236c180-70 330-40 480-30 220 14 330-60 720 20v104H0z" {}
            path.near d="M0 290c240-110 900-130 1200 0v40H0z" {}
            (tree(600, 196))
            (bush(150, 262, 30)) (bush(206, 268, 20)) (bush(1040, 258, 26)) (bush(1096, 268, 18))
            @for (x, y, colour) in RING { (person(x, y, colour)) }
            (person(600, 246, "d"))
        }
    }
}

/// A strip of the same hills, for profiles without a picture.
pub fn hills() -> Markup {
    html! {
        svg.art viewBox="0 0 1200 300" preserveAspectRatio="xMidYMax slice" aria-hidden="true" {
            path.sky d="M0 0h1200v300H0z" {}
            circle.sun cx="930" cy="90" r="36" {}
            path.far d="M0 150c140-60 260-70 400-30 150 42 270-60 440-40 150 18 240 60 360 20v200H0z" {}
            path.mid d="M0 210c180-70 330-40 480-30 220 14 330-60 720 20v100H0z" {}
            path.near d="M0 280c240-90 900-100 1200-10v30H0z" {}
        }
    }
}

fn tree(x: u16, y: u16) -> Markup {
    html! {
        g transform={ "translate(" (x) " " (y) ")" } {
            path.trunk d="M-9 4c5-26 6-48 2-82h14c-4 34-3 56 4 82z" {}
            circle.tree cx="-42" cy="-92" r="36" {}
            circle.tree cx="42" cy="-94" r="38" {}
            circle.tree cx="0" cy="-116" r="52" {}
            circle.leaf cx="-22" cy="-124" r="28" {}
            circle.leaf cx="26" cy="-112" r="24" {}
            circle.leaf cx="2" cy="-142" r="22" {}
        }
    }
}

fn bush(x: u16, y: u16, size: u16) -> Markup {
    html! { ellipse.tree cx=(x) cy=(y) rx=(size) ry=(size * 4 / 5) {} }
}

fn person(x: u16, y: u16, colour: &str) -> Markup {
    html! {
        g class=(colour) transform={ "translate(" (x) " " (y) ")" } {
            circle cy="-25" r="6.5" {}
            path d="M-10 0c0-12 4-17 10-17s10 5 10 17z" {}
        }
    }
}
