//! A member's profile.

use std::collections::HashMap;

use model::account::{MAX_DISPLAY_NAME_CHARS, MAX_FIELD_CHARS, MAX_FIELDS, MAX_NOTE_CHARS};
use model::text::{self, Links};
use model::{AccountKind, Acct, Field, sanitize};
use store::account::Profile;

use super::ProfileUpdate;
use crate::journal::{Change, Record};
use crate::{AccountView, Caller, Error, Result, Social};

/// The most people whom a biography links to.
const MAX_MENTIONS: usize = 10;

impl Social {
    /// Changes what the caller shows of themselves, and what they chose.
    pub async fn update_profile(
        &self,
        caller: &Caller,
        update: ProfileUpdate,
    ) -> Result<AccountView> {
        let settings = update
            .settings
            .clone()
            .map(super::MemberSettings::checked)
            .transpose()?;
        let settings = settings.map(|settings| settings.to_json()).transpose()?;
        let profile = self.checked_profile(update).await?;
        let (id, now) = (caller.account_id.get(), self.now().micros());
        let done = self.store().write(move |tx| {
            if let Some(settings) = &settings {
                store::member::set_settings(tx, id, settings)?;
            }
            if profile == Profile::default() {
                return Ok(());
            }
            store::account::update_profile(tx, id, &profile, now)?;
            Record::local(now, id, Change::AccountUpdated, id).append(tx)
        });
        done.await?;
        self.journal_grew();
        self.account(caller.viewer(), caller.account_id).await
    }

    async fn checked_profile(&self, update: ProfileUpdate) -> Result<Profile> {
        let note = update.note.as_deref().map(note).transpose()?;
        let note_html = match &note {
            Some(note) => Some(text::to_html(note, &self.note_links(note).await?)),
            None => None,
        };
        let fields = update.fields.map(fields).transpose()?;
        let fields = fields
            .map(|fields| serde_json::to_string(&fields))
            .transpose();
        let kind = |is_bot| {
            if is_bot {
                AccountKind::Bot
            } else {
                AccountKind::Person
            }
        };
        Ok(Profile {
            kind: update.is_bot.map(|is_bot| kind(is_bot).as_str().to_owned()),
            display_name: update
                .display_name
                .as_deref()
                .map(display_name)
                .transpose()?,
            note_source: note,
            note_html,
            fields: fields.map_err(Error::internal)?,
            is_locked: update.is_locked,
            is_discoverable: update.is_discoverable,
            is_indexable: update.is_indexable,
            ..Profile::default()
        })
    }

    /// Where the names in a biography lead: to those we know.
    async fn note_links(&self, note: &str) -> Result<NoteLinks> {
        let mut named = text::mentions(note);
        named.truncate(MAX_MENTIONS);
        let here = self.domain().clone();
        let found = self.store().read(move |conn| {
            let mut rows = Vec::new();
            for acct in &named {
                let host = acct.domain.as_ref().unwrap_or(&here).as_str();
                let id = store::account::find(conn, &acct.username.to_lowercase(), host)?;
                let loaded = store::account::load(conn, id.as_slice())?;
                rows.extend(loaded.into_iter().map(|row| (acct.clone(), row)));
            }
            Ok(rows)
        });
        let pages = found.await?.into_iter().map(|(acct, row)| {
            let view = self.account_view(row);
            (acct, (view.page_url, view.username))
        });
        Ok(NoteLinks {
            pages: pages.collect(),
            tags: self.url("/tags/"),
        })
    }
}

struct NoteLinks {
    pages: HashMap<Acct, (String, String)>,
    tags: String,
}

impl Links for NoteLinks {
    fn mention(&self, acct: &Acct) -> Option<(String, String)> {
        self.pages.get(acct).cloned()
    }

    fn tag(&self, folded: &str) -> String {
        format!("{}{folded}", self.tags)
    }
}

fn display_name(text: &str) -> Result<String> {
    check_length("display_name", text, MAX_DISPLAY_NAME_CHARS)?;
    Ok(sanitize::line(text, MAX_DISPLAY_NAME_CHARS))
}

fn note(text: &str) -> Result<String> {
    check_length("note", text, MAX_NOTE_CHARS)?;
    Ok(sanitize::lines(text, MAX_NOTE_CHARS).trim().to_owned())
}

/// The rows that are not empty.
fn fields(fields: Vec<Field>) -> Result<Vec<Field>> {
    let mut kept = Vec::new();
    for Field { name, value } in fields {
        check_length("fields", &name, MAX_FIELD_CHARS)?;
        check_length("fields", &value, MAX_FIELD_CHARS)?;
        let (name, value) = (
            sanitize::line(&name, MAX_FIELD_CHARS),
            sanitize::line(&value, MAX_FIELD_CHARS),
        );
        match (name.is_empty(), value.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let reason = "need a name on the left of every row";
                return Err(Error::invalid("fields", "blank", reason));
            }
            (false, _) if kept.len() == MAX_FIELDS => {
                return Err(Error::invalid("fields", "too_many", "may be 4 at most"));
            }
            (false, _) => kept.push(Field { name, value }),
        }
    }
    Ok(kept)
}

fn check_length(field: &'static str, text: &str, max: usize) -> Result<()> {
    if text.chars().count() <= max {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "too_long",
        format!("may have {max} characters at most"),
    ))
}

#[cfg(test)]
mod tests {
    use model::Field;

    use super::fields;

    fn row(name: &str, value: &str) -> Field {
        Field {
            name: name.into(),
            value: value.into(),
        }
    }

    #[test]
    fn empty_rows_are_dropped_and_a_fifth_is_refused() {
        let kept = fields(vec![
            row("", ""),
            row("Pronouns", "they"),
            row(" ", "\u{0}"),
        ])
        .unwrap();
        assert_eq!(kept, [row("Pronouns", "they")]);
        assert!(fields(vec![row("", "value without a name")]).is_err());
        assert!(fields(vec![row("a", "b"); 5]).is_err());
        assert!(fields(vec![row("a", &"b".repeat(256))]).is_err());
    }
}
