//! A member's profile.

use std::collections::HashMap;

use ::media::{Rendition, Shape};
use model::account::{
    MAX_CREDITED_BY, MAX_DISPLAY_NAME_CHARS, MAX_FIELD_CHARS, MAX_FIELDS, MAX_NOTE_CHARS,
    MAX_PICTURE_ALT_CHARS,
};
use model::text::{self, Links};
use model::{AccountKind, Acct, Domain, Field, Showing, sanitize};
use store::account::Profile;

use super::ProfileUpdate;
use crate::journal::{Change, Record};
use crate::media::Kept;
use crate::{AccountView, Caller, Error, Result, Social};

/// The most people whom a biography links to.
const MAX_MENTIONS: usize = 10;

/// Who is told of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Everyone,
    Nobody,
}

impl Social {
    /// Changes what the caller shows of themselves, and what they chose.
    pub async fn update_profile(
        &self,
        caller: &Caller,
        update: ProfileUpdate,
    ) -> Result<AccountView> {
        self.change_profile(caller, update, Telling::Everyone).await
    }

    /// The same for what the caller was elsewhere already: nobody is told.
    pub async fn import_profile(
        &self,
        caller: &Caller,
        update: ProfileUpdate,
    ) -> Result<AccountView> {
        self.change_profile(caller, update, Telling::Nobody).await
    }

    async fn change_profile(
        &self,
        caller: &Caller,
        update: ProfileUpdate,
        telling: Telling,
    ) -> Result<AccountView> {
        let settings = update
            .settings
            .clone()
            .map(super::MemberSettings::checked)
            .transpose()?;
        let settings = settings.map(|settings| settings.to_json()).transpose()?;
        let pictures = self.profile_pictures(&update).await?;
        let profile = self.checked_profile(caller, update).await?;
        let (id, now) = (caller.account_id.get(), self.now().micros());
        let made: Vec<&Rendition> = pictures.iter().filter_map(|p| p.made.as_ref()).collect();
        let chosen = pictures.clone();
        let write = move |tx: &mut store::Tx, kept: &[Kept]| {
            if let Some(settings) = &settings {
                store::member::set_settings(tx, id, settings)?;
            }
            let mut profile = profile.clone();
            let names = write_pictures(tx, &mut profile, &chosen, kept, (id, now))?;
            if profile != Profile::default() {
                store::account::update_profile(tx, id, &profile, now)?;
                if telling == Telling::Everyone {
                    Record::local(now, id, Change::AccountUpdated, id).append(tx)?;
                }
            }
            Ok(names)
        };
        let names = self.keep(&made, write).await?;
        self.journal_grew();
        for picture in &pictures {
            let (usage, keep) = (picture.usage, names.clone());
            self.release(move |tx| store::file::release(tx, usage, &[id], &keep))
                .await?;
        }
        self.account(caller.viewer(), caller.account_id).await
    }

    /// The pictures of a profile that are to change, made before anything is written.
    async fn profile_pictures(&self, update: &ProfileUpdate) -> Result<Vec<NewPicture>> {
        let mut pictures = Vec::new();
        for (usage, field, sent, shape) in [
            (store::file::AVATAR, "avatar", &update.avatar, AVATAR),
            (store::file::HEADER, "header", &update.header, HEADER),
        ] {
            let Some(bytes) = sent else { continue };
            let made = if bytes.is_empty() {
                None
            } else {
                Some(self.make_cropped(field, bytes.clone(), shape).await?)
            };
            pictures.push(NewPicture { usage, made });
        }
        Ok(pictures)
    }

    async fn checked_profile(&self, caller: &Caller, update: ProfileUpdate) -> Result<Profile> {
        let emojis = self.profile_emojis(caller, &update).await?;
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
            emojis,
            showing: update.showing.as_ref().map(showing).transpose()?,
            ..Profile::default()
        })
    }

    /// The custom emoji of the profile as it will be; `None` when no text of it changes.
    async fn profile_emojis(
        &self,
        caller: &Caller,
        update: &ProfileUpdate,
    ) -> Result<Option<String>> {
        if update.display_name.is_none() && update.note.is_none() && update.fields.is_none() {
            return Ok(None);
        }
        let now = self.account(caller.viewer(), caller.account_id).await?;
        let fields = update.fields.as_ref().unwrap_or(&now.fields_source);
        let mut texts = vec![
            update
                .display_name
                .as_ref()
                .unwrap_or(&now.display_name)
                .as_str(),
            update.note.as_ref().unwrap_or(&now.note_source).as_str(),
        ];
        texts.extend(
            fields
                .iter()
                .flat_map(|field| [field.name.as_str(), field.value.as_str()]),
        );
        self.emojis_in(&texts).await.map(Some)
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

/// The size of a picture of a profile, as in Mastodon.
const AVATAR: Shape = Shape {
    width: 400,
    height: 400,
};
/// The size of its banner.
const HEADER: Shape = Shape {
    width: 1_500,
    height: 500,
};

/// A picture of a profile that is to change; made of nothing, it is taken away.
#[derive(Clone)]
struct NewPicture {
    usage: &'static str,
    made: Option<Rendition>,
}

/// Names the pictures in the profile. The names of the new ones come back.
fn write_pictures(
    tx: &mut store::Tx,
    profile: &mut Profile,
    pictures: &[NewPicture],
    kept: &[Kept],
    (id, now): (i64, i64),
) -> store::Result<Vec<String>> {
    let (mut files, mut names) = (kept.iter(), Vec::new());
    for picture in pictures {
        let mut path = String::new();
        if picture.made.is_some()
            && let Some(file) = files.next()
        {
            let row = file.row(picture.usage, id, now);
            names.push(row.name.clone());
            store::file::insert(tx, &row)?;
            path = file.path();
        }
        if picture.usage == store::file::AVATAR {
            profile.avatar_url = Some(path);
        } else {
            profile.header_url = Some(path);
        }
    }
    Ok(names)
}

/// How an account shows itself, checked, as it is stored.
fn showing(showing: &Showing) -> Result<String> {
    check_length(
        "avatar_description",
        &showing.avatar_alt,
        MAX_PICTURE_ALT_CHARS,
    )?;
    check_length(
        "header_description",
        &showing.header_alt,
        MAX_PICTURE_ALT_CHARS,
    )?;
    let invalid = |reason| Error::invalid("attribution_domains", "invalid", reason);
    if showing.credited_by.len() > MAX_CREDITED_BY {
        return Err(invalid("may be 10 at most"));
    }
    let domain = |text: &String| {
        let text = text
            .trim()
            .trim_start_matches("https://")
            .trim_end_matches('/');
        let domain = Domain::parse(text).map(|domain| domain.to_string());
        domain.or(Err(invalid("must be names of servers, as news.example")))
    };
    let showing = Showing {
        avatar_alt: sanitize::line(&showing.avatar_alt, MAX_PICTURE_ALT_CHARS),
        header_alt: sanitize::line(&showing.header_alt, MAX_PICTURE_ALT_CHARS),
        credited_by: showing
            .credited_by
            .iter()
            .map(domain)
            .collect::<Result<_>>()?,
        ..showing.clone()
    };
    serde_json::to_string(&showing).map_err(Error::internal)
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
