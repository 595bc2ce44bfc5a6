//! Forms: labelled fields whose errors stand beside them, and the hidden fields every form carries.

use maud::{Markup, html};

use super::{Frame, icon};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong and what to do: a sentence.
    pub reason: String,
}

/// All that is wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrongs(pub Vec<Wrong>);

impl Wrongs {
    /// What is wrong with one field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|wrong| wrong.field == field)
            .map(|wrong| wrong.reason.as_str())
    }

    /// One thing wrong with one field.
    pub fn one(field: &str, reason: impl Into<String>) -> Self {
        Self(vec![Wrong {
            field: field.to_owned(),
            reason: reason.into(),
        }])
    }

    /// From what the core refused.
    pub fn from_errors(errors: &[social::Error]) -> Self {
        Self(errors.iter().map(wrong).collect())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn wrong(error: &social::Error) -> Wrong {
    match error {
        social::Error::Invalid { field, reason, .. } => {
            let label = match *field {
                "email" => "The e-mail address".to_owned(),
                "alias" | "target" => "That account".to_owned(),
                other => capital(&other.replace('_', " ")),
            };
            Wrong {
                field: (*field).to_owned(),
                reason: format!("{label} {reason}.").replace("..", "."),
            }
        }
        other => Wrong {
            field: "form".to_owned(),
            reason: other.to_string(),
        },
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A field of one line.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Its name in the form, also its id.
    pub name: &'a str,
    /// Its label.
    pub label: &'a str,
    /// A sentence that helps.
    pub hint: &'a str,
    /// The `type` of the input; `textarea` for several lines.
    pub kind: &'a str,
    /// What a browser may fill in: the `autocomplete` word.
    pub fill: &'a str,
    /// The most characters.
    pub max: usize,
    /// Whether it must be filled.
    pub is_required: bool,
}

impl<'a> Field<'a> {
    /// An optional line of text.
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            hint: "",
            kind: "text",
            fill: "off",
            max: 500,
            is_required: false,
        }
    }

    /// With a sentence that helps.
    pub const fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// Of another type.
    pub const fn kind(self, kind: &'a str, fill: &'a str) -> Self {
        Self { kind, fill, ..self }
    }

    /// With another largest length.
    pub const fn max(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// That must be filled.
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// The field with what was typed and what is wrong with it.
    pub fn show(&self, value: &str, wrongs: &Wrongs) -> Markup {
        let wrong = wrongs.of(self.name);
        html! {
            div.field {
                label for=(self.name) { (self.label) @if !self.is_required && self.kind != "password" { " " span.soft.small { "optional" } } }
                @if !self.hint.is_empty() { p.hint id={ (self.name) "-hint" } { (self.hint) } }
                (self.input(value, wrong))
                (complaint(self.name, wrong))
            }
        }
    }

    /// A field whose label says enough: without "optional" and hint.
    fn input(&self, value: &str, wrong: Option<&str>) -> Markup {
        let described = described_by(self.name, self.hint, wrong);
        html! {
            @if self.kind == "textarea" {
                textarea id=(self.name) name=(self.name) dir="auto" maxlength=(self.max) required[self.is_required]
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[described] { (value) }
            } @else {
                input id=(self.name) name=(self.name) type=(self.kind) value=(value) dir=[(self.kind == "text").then_some("auto")]
                    maxlength=(self.max) autocomplete=(self.fill) required[self.is_required] spellcheck=[spelling(self.fill)]
                    autocapitalize=[spelling(self.fill).map(|_| "none")]
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[described];
            }
        }
    }
}

fn spelling(fill: &str) -> Option<&'static str> {
    (fill != "off").then_some("false")
}

fn described_by(name: &str, hint: &str, wrong: Option<&str>) -> Option<String> {
    match (hint.is_empty(), wrong) {
        (true, None) => None,
        (false, None) => Some(format!("{name}-hint")),
        (true, Some(_)) => Some(format!("{name}-wrong")),
        (false, Some(_)) => Some(format!("{name}-hint {name}-wrong")),
    }
}

/// What is wrong with a field, beside it.
pub fn complaint(name: &str, wrong: Option<&str>) -> Markup {
    html! {
        @if let Some(reason) = wrong {
            p.wrong id={ (name) "-wrong" } { (icon::small("warning")) span { (reason) } }
        }
    }
}

/// What is wrong with the form as a whole.
pub fn trouble(wrongs: &Wrongs) -> Markup {
    html! {
        @if let Some(reason) = wrongs.of("form") {
            p.note.bad role="alert" { (reason) }
        } @else if !wrongs.is_empty() {
            p.note.bad role="alert" { "Almost there: please look at the marked fields." }
        }
    }
}

/// A box to tick.
pub fn tick(name: &str, label: &str, hint: &str, is_on: bool) -> Markup {
    html! {
        label.tick {
            input type="checkbox" name=(name) value="yes" checked[is_on];
            span { span { (label) } @if !hint.is_empty() { span.soft.small { (hint) } } }
        }
    }
}

/// One of several choices: its value, its name, a sentence about it.
pub type Choice<'a> = (&'a str, &'a str, &'a str);

/// Several choices, one of which is taken.
pub fn choices(name: &str, legend: &str, choices: &[Choice<'_>], chosen: &str) -> Markup {
    html! {
        fieldset.stack.tight {
            legend { (legend) }
            div.choices {
                @for (value, label, about) in choices {
                    label.tick {
                        input type="radio" name=(name) value=(value) checked[*value == chosen] required;
                        span { span { (label) } span.soft.small { (about) } }
                    }
                }
            }
        }
    }
}

/// What every form carries: the token that proves it came from our page, and where to go back to.
pub fn hidden(frame: &Frame) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(frame.csrf);
        input type="hidden" name="back" value=(frame.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_a_sentence_beside_its_field() {
        let wrongs =
            Wrongs::from_errors(&[social::Error::invalid("username", "taken", "is taken")]);
        assert_eq!(wrongs.of("username"), Some("Username is taken."));
        let shown = Field::new("username", "Name")
            .show("a\"><script>", &wrongs)
            .into_string();
        assert!(shown.contains("aria-invalid=\"true\" aria-describedby=\"username-wrong\""));
        assert!(!shown.contains("<script>"));
    }
}
