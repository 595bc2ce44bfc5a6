//! Style, script and icons: built in, named after their content, kept by browsers for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::{HeaderValue, StatusCode, header};

/// What a name with a content hash allows.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static STYLE: LazyLock<String> = LazyLock::new(|| squeeze(include_str!("../assets/app.css")));
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| hash(&STYLE));
static ICONS: &str = include_str!("../assets/icons.svg");
static ICONS_PATH: LazyLock<String> =
    LazyLock::new(|| format!("/assets/icons-{}.svg", hash(ICONS)));

/// The scripts, each after those that it imports; the page loads the last.
const MODULES: [(&str, &str); 9] = [
    ("actions", include_str!("../assets/actions.js")),
    ("time", include_str!("../assets/time.js")),
    ("upload", include_str!("../assets/upload.js")),
    ("composer", include_str!("../assets/composer.js")),
    ("live", include_str!("../assets/live.js")),
    ("thread", include_str!("../assets/thread.js")),
    ("watch", include_str!("../assets/watch.js")),
    ("zoom", include_str!("../assets/zoom.js")),
    ("main", include_str!("../assets/main.js")),
];

/// Every script by its hashed file name, importing the others by theirs.
static SCRIPTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut done: Vec<(&str, String, String)> = Vec::new();
    for (name, text) in MODULES {
        let mut text = bare(text);
        for (other, file, _) in &done {
            text = text.replace(&format!("\"./{other}.js\""), &format!("\"./{file}\""));
        }
        let file = format!("{name}-{}.js", hash(&text));
        done.push((name, file, text));
    }
    done.into_iter()
        .map(|(_, file, text)| (file, text))
        .collect()
});
static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| {
    let main = SCRIPTS.last().map_or("", |(file, _)| file);
    format!("/assets/{main}")
});

/// Where the style sheet for a hue is.
pub(crate) fn style_path(hue: u16) -> String {
    format!("/assets/app-{}-{hue}.css", *STYLE_HASH)
}

/// Where the main script is.
pub(crate) fn script_path() -> &'static str {
    &SCRIPT_PATH
}

/// Where the icons are.
pub(crate) fn icons_path() -> &'static str {
    &ICONS_PATH
}

/// GET /assets/{file} — one of them.
pub(crate) async fn get(Path(file): Path<String>) -> Response {
    match find(&file) {
        Some((kind, body)) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
                (header::CACHE_CONTROL, FOREVER),
            ],
            body,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file's type and content.
pub fn find(file: &str) -> Option<(&'static str, String)> {
    if let Some(hue) = style_hue(file) {
        return Some((
            "text/css; charset=utf-8",
            format!(":root{{--hue:{hue}}}{}", *STYLE),
        ));
    }
    if icons_path().strip_prefix("/assets/") == Some(file) {
        return Some(("image/svg+xml", ICONS.to_owned()));
    }
    SCRIPTS
        .iter()
        .find(|(name, _)| name == file)
        .map(|(_, text)| (JAVASCRIPT, text.clone()))
}

fn style_hue(file: &str) -> Option<u16> {
    let hue = file
        .strip_prefix("app-")?
        .strip_prefix(STYLE_HASH.as_str())?
        .strip_prefix('-')?
        .strip_suffix(".css")?;
    hue.parse().ok().filter(|hue| *hue < 360)
}

fn hash(text: &str) -> String {
    let digest = crypto::sha256(text.as_bytes());
    HEXLOWER.encode(digest.get(..6).unwrap_or_default())
}

/// A style sheet without comments and indentation.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        push_lines(&mut out, before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    push_lines(&mut out, rest);
    tighten(&out)
}

fn push_lines(out: &mut String, css: &str) {
    for line in css.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() && !out.ends_with(['{', '}', ';', ',']) {
            out.push(' ');
        }
        out.push_str(line);
    }
}

/// Without the spaces and semicolons that mean nothing.
fn tighten(css: &str) -> String {
    let pairs = [
        (": ", ":"),
        ("; ", ";"),
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("} ", "}"),
        (" > ", ">"),
        (", ", ","),
        (";}", "}"),
    ];
    pairs.iter().fold(css.to_owned(), |css, (loose, tight)| {
        css.replace(loose, tight)
    })
}

/// A script without the lines that are for those who read its source, and without what stands before a line. No text of ours
/// goes over two lines.
fn bare(script: &str) -> String {
    let (mut out, mut is_told) = (String::new(), false);
    for line in script.lines().map(str::trim) {
        let begins = line.starts_with("/*") && (line.ends_with("*/") || !line.contains("*/"));
        if is_told || begins {
            is_told = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_sent_without_what_is_said_of_it() {
        let source = "// @ts-check\n/** One line. */\nconst a = 1; // kept\n\n  /**\n   * @param {string} b\n   */\n  f(b);\n  /** @type {B} */ (c).d();\n";
        let sent = "const a = 1; // kept\nf(b);\n/** @type {B} */ (c).d();\n";
        assert_eq!(bare(source), sent);
    }

    #[test]
    fn style_and_script_keep_their_budgets() {
        assert!(STYLE.len() <= 32_000, "{}", STYLE.len());
        let scripts: usize = SCRIPTS.iter().map(|(_, text)| text.len()).sum();
        assert!(scripts <= 26_500, "{scripts}");
    }

    #[test]
    fn files_are_found_under_their_hashed_names_only() {
        assert!(
            find(style_path(152).trim_start_matches("/assets/"))
                .is_some_and(|(_, css)| css.starts_with(":root{--hue:152}"))
        );
        assert!(find(script_path().trim_start_matches("/assets/")).is_some());
        for bad in [
            "app.css",
            "main.js",
            "../Cargo.toml",
            &format!("app-{}-999.css", *STYLE_HASH),
        ] {
            assert!(find(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn scripts_import_only_files_that_are_there() {
        let all: String = SCRIPTS.iter().map(|(_, text)| text.as_str()).collect();
        let imports: Vec<&str> = all
            .split("from \"./")
            .skip(1)
            .filter_map(|tail| tail.split('"').next())
            .collect();
        assert_eq!(imports.len(), 9);
        for import in imports {
            assert!(find(import).is_some(), "{import}");
        }
    }
}
