//! Just enough of Rust's grammar to put a statement together from its source: texts, `concat!`, macros whose meaning is a
//! text (with texts for arguments, if any), and `windowed!`, which makes two statements of one.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// A piece of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expr {
    /// A name, a number or a sign.
    Word(String),
    /// A text.
    Text(String),
    /// What stands in brackets of any kind.
    Group(Vec<Expr>),
}

/// The macros of the crate whose meaning is a text.
#[derive(Debug, Default)]
pub(crate) struct Macros(BTreeMap<String, Macro>);

/// One of them.
#[derive(Debug)]
struct Macro {
    /// The names of the texts that it is given.
    parameters: Vec<String>,
    meaning: Vec<Expr>,
}

/// Reads a whole file.
pub(crate) fn parse(source: &str) -> Expr {
    Expr::Group(group(&mut source.chars().peekable()))
}

fn group(chars: &mut Peekable<Chars<'_>>) -> Vec<Expr> {
    let mut parts = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' | '{' => parts.push(Expr::Group(group(chars))),
            ')' | ']' | '}' => break,
            '"' => parts.push(Expr::Text(text(chars))),
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|c| *c != '\n').is_some() {},
            '\'' => character(chars),
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                parts.push(Expr::Word(word));
            }
            c if c.is_whitespace() => {}
            c => parts.push(Expr::Word(c.to_string())),
        }
    }
    parts
}

/// Passes a character like `'"'`; a lifetime is left as it is.
fn character(chars: &mut Peekable<Chars<'_>>) {
    let mut ahead = chars.clone();
    let escaped = ahead.next() == Some('\\');
    if escaped {
        ahead.next();
    }
    if ahead.next() == Some('\'') {
        *chars = ahead;
    }
}

fn text(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut out = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => out.push('\n'),
                Some(c) => out.push(c),
                None => break,
            },
            c => out.push(c),
        }
    }
    out
}

impl Macros {
    /// Remembers `macro_rules! name { () => { … }; }` and `($text:literal, …) => { … }`.
    pub(crate) fn learn(&mut self, source: &Expr) {
        let Expr::Group(parts) = source else { return };
        for window in parts.windows(4) {
            if let [
                Expr::Word(keyword),
                Expr::Word(_),
                Expr::Word(name),
                Expr::Group(rules),
            ] = window
                && keyword == "macro_rules"
                && let [Expr::Group(given), _, _, Expr::Group(meaning), ..] = rules.as_slice()
                && let Some(parameters) = parameters(given)
            {
                let meaning = meaning.clone();
                self.0.insert(
                    name.clone(),
                    Macro {
                        parameters,
                        meaning,
                    },
                );
            }
        }
    }

    /// The statements in a source, with the name of the constant that holds them, if one does.
    pub(crate) fn statements(&self, source: &Expr) -> Vec<(Option<String>, String)> {
        let mut found = Vec::new();
        self.collect(source, &mut found);
        found.retain(|(_, text)| {
            let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
            verbs.iter().any(|verb| text.trim_start().starts_with(verb))
        });
        found
    }

    fn collect(&self, source: &Expr, found: &mut Vec<(Option<String>, String)>) {
        let Expr::Group(parts) = source else { return };
        let (mut rest, mut constant) = (parts.as_slice(), None);
        while let Some((first, after)) = rest.split_first() {
            if let Expr::Word(word) = first {
                match (word.as_str(), after) {
                    // Parts of statements; what they make is found where they are used.
                    ("macro_rules", [_, _, _, others @ ..]) => {
                        rest = others;
                        continue;
                    }
                    ("windowed", [_, Expr::Group(args), others @ ..]) => {
                        self.windowed(args, found);
                        rest = others;
                        continue;
                    }
                    ("const", [Expr::Word(name), ..]) => constant = Some(name.clone()),
                    (";", _) => constant = None,
                    _ => {}
                }
            }
            if let Some((text, others)) = self.text(rest) {
                found.push((constant.clone(), text));
                rest = others;
            } else {
                self.collect(first, found);
                rest = after;
            }
        }
    }

    /// The text that stands at the beginning of some source, and what follows it.
    fn text<'a>(&self, source: &'a [Expr]) -> Option<(String, &'a [Expr])> {
        match source {
            [Expr::Text(text), others @ ..] => Some((text.clone(), others)),
            [
                Expr::Word(name),
                Expr::Word(call),
                Expr::Group(args),
                others @ ..,
            ] if call == "!" => {
                let text = if name == "concat" {
                    self.joined(args)
                } else {
                    self.meaning(self.0.get(name)?, args)
                };
                Some((text, others))
            }
            _ => None,
        }
    }

    fn joined(&self, mut parts: &[Expr]) -> String {
        let mut out = String::new();
        while !parts.is_empty() {
            if let Some((text, others)) = self.text(parts) {
                out.push_str(&text);
                parts = others;
            } else {
                parts = parts.get(1..).unwrap_or_default();
            }
        }
        out
    }

    /// What a macro makes of its arguments.
    fn meaning(&self, called: &Macro, args: &[Expr]) -> String {
        let given: Vec<Expr> = args
            .split(|part| *part == Expr::Word(",".into()))
            .map(|arg| Expr::Text(self.joined(arg)))
            .collect();
        let given: BTreeMap<_, _> = called.parameters.iter().zip(given).collect();
        self.joined(&put_in(&called.meaning, &given))
    }

    /// `windowed!(conn, window, body, id, …)`, see `window.rs`.
    fn windowed(&self, args: &[Expr], found: &mut Vec<(Option<String>, String)>) {
        let at = |n: usize| {
            let mut args = args.split(|part| *part == Expr::Word(",".into()));
            self.joined(args.nth(n).unwrap_or_default())
        };
        let (body, id) = (at(2), at(3));
        for order in ["DESC", "ASC"] {
            let sql = format!("{body} AND {id} < $1 AND {id} > $2 ORDER BY {id} {order} LIMIT $3");
            found.push((None, sql));
        }
    }
}

/// The names in `$one:literal, $two:literal`; none in nothing. `None` for what is more than texts.
fn parameters(given: &[Expr]) -> Option<Vec<String>> {
    if given.is_empty() {
        return Some(Vec::new());
    }
    let one = |part: &[Expr]| match part {
        [
            Expr::Word(_),
            Expr::Word(name),
            Expr::Word(_),
            Expr::Word(kind),
        ] if kind == "literal" => Some(name.clone()),
        _ => None,
    };
    given
        .split(|part| *part == Expr::Word(",".into()))
        .map(one)
        .collect()
}

/// The same source with texts in the places of `$names`.
fn put_in(source: &[Expr], given: &BTreeMap<&String, Expr>) -> Vec<Expr> {
    let mut out = Vec::new();
    let mut rest = source;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (Expr::Word(dollar), [Expr::Word(name), others @ ..])
                if dollar == "$" && given.contains_key(name) =>
            {
                out.extend(given.get(name).cloned());
                rest = others;
            }
            (Expr::Group(parts), _) => out.push(Expr::Group(put_in(parts, given))),
            (other, _) => out.push(other.clone()),
        }
    }
    out
}
