//! Making, changing and removing filters.

use std::collections::BTreeMap;
use std::time::Duration;

use model::{Id, Time};
use store::filter::{FilterRow, KeywordRow};

use super::{Action, FilterView, Place, show};
use crate::{Caller, Error, Result, Social};

/// The most filters of one member.
const MAX_FILTERS: usize = 100;
/// The most characters of a filter's name.
const MAX_TITLE: usize = 256;
/// The most characters of one word or phrase.
const MAX_KEYWORD: usize = 512;
/// The most characters of all words of one member, so that looking for them stays cheap.
const MAX_CHARS: usize = 10_000;

/// How long a filter is to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lasts {
    /// As long as before; a new one for ever.
    #[default]
    AsBefore,
    /// For ever.
    Always,
    /// For this long from now on.
    For(Duration),
}

/// What a filter is to be. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterDraft {
    /// Its name.
    pub title: Option<String>,
    /// What is to become of what it meets.
    pub action: Option<Action>,
    /// Where it works.
    pub places: Option<Vec<Place>>,
    /// How long it works.
    pub lasts: Lasts,
    /// Which of its words are to be others; those not named stay.
    pub keywords: Vec<KeywordDraft>,
}

/// What a word of a filter is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeywordDraft {
    /// Which one; `None` for a new one.
    pub id: Option<Id>,
    /// The words.
    pub keyword: Option<String>,
    /// Only as whole words.
    pub is_whole_word: Option<bool>,
    /// It is to be removed.
    pub is_removed: bool,
}

impl Social {
    /// Makes a filter.
    pub async fn create_filter(&self, caller: &Caller, draft: FilterDraft) -> Result<FilterView> {
        let row = FilterRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            title: checked_title(&draft.title.unwrap_or_default())?,
            action: draft.action.unwrap_or_default().as_str().to_owned(),
            contexts: checked_places(&draft.places.unwrap_or_default())?,
            expires_at: end(draft.lasts, None, self.now()),
        };
        self.keep_filter(row, Kept::New, draft.keywords).await
    }

    /// Changes a filter of the caller's, and those of its words that are named, all or nothing.
    pub async fn update_filter(
        &self,
        caller: &Caller,
        id: Id,
        draft: FilterDraft,
    ) -> Result<FilterView> {
        let mut row = self.filter_row(caller, id).await?;
        if let Some(title) = draft.title {
            row.title = checked_title(&title)?;
        }
        if let Some(action) = draft.action {
            action.as_str().clone_into(&mut row.action);
        }
        if let Some(places) = draft.places {
            row.contexts = checked_places(&places)?;
        }
        row.expires_at = end(draft.lasts, row.expires_at, self.now());
        self.keep_filter(row, Kept::Changed, draft.keywords).await
    }

    /// Removes a filter of the caller's.
    pub async fn delete_filter(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let is_gone = self
            .store()
            .write(move |tx| store::filter::delete(tx, account, id.get()))
            .await?;
        if !is_gone {
            return Err(Error::NotFound("This filter"));
        }
        self.filters_changed(caller.account_id);
        Ok(())
    }

    async fn keep_filter(
        &self,
        row: FilterRow,
        kept: Kept,
        drafts: Vec<KeywordDraft>,
    ) -> Result<FilterView> {
        let account = row.account_id;
        // The ids of new words, in their order.
        let drafts: Vec<(i64, KeywordDraft)> = drafts
            .into_iter()
            .map(|draft| (self.new_id().get(), draft))
            .collect();
        let view = self
            .store()
            .write(move |tx| {
                let steps = match plan(tx, &row, kept, &drafts)? {
                    Ok(steps) => steps,
                    Err(error) => return Ok(Err(error)),
                };
                match kept {
                    Kept::New => store::filter::insert(tx, &row)?,
                    Kept::Changed => store::filter::update(tx, &row)?,
                }
                for step in &steps {
                    step.take(tx)?;
                }
                Ok(Ok(show::load(tx, vec![row.clone()])?.pop()))
            })
            .await??;
        self.filters_changed(account.into());
        view.ok_or(Error::NotFound("This filter"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    New,
    Changed,
}

/// What is to be done with a word.
enum Step {
    Add(KeywordRow),
    Change(KeywordRow),
    Remove(KeywordRow),
}

impl Step {
    fn take(&self, tx: &mut store::Tx) -> store::Result<()> {
        match self {
            Self::Add(row) => store::filter::insert_keyword(tx, row),
            Self::Change(row) => store::filter::update_keyword(tx, row),
            Self::Remove(row) => {
                store::filter::delete_keyword(tx, row.filter_id, row.id).map(|_| ())
            }
        }
    }
}

/// What is to be done, if it may be done.
fn plan(
    conn: &mut store::Conn,
    row: &FilterRow,
    kept: Kept,
    drafts: &[(i64, KeywordDraft)],
) -> store::Result<Result<Vec<Step>>> {
    let filters: Vec<i64> = store::filter::of_account(conn, row.account_id)?
        .iter()
        .map(|filter| filter.id)
        .collect();
    if kept == Kept::New && filters.len() >= MAX_FILTERS {
        return Ok(Err(Error::invalid(
            "title",
            "too_many",
            format!("is too much: there can be {MAX_FILTERS} filters"),
        )));
    }
    if kept == Kept::Changed && !filters.contains(&row.id) {
        return Ok(Err(Error::NotFound("This filter")));
    }
    let words = store::filter::keywords(conn, &filters)?;
    let mut words: BTreeMap<i64, KeywordRow> =
        words.into_iter().map(|word| (word.id, word)).collect();
    let steps: Result<Vec<Step>> = drafts
        .iter()
        .map(|(new_id, draft)| step(&mut words, row.id, *new_id, draft))
        .collect();
    let chars: usize = words
        .values()
        .map(|word| word.keyword.chars().count())
        .sum();
    if !drafts.is_empty() && chars > MAX_CHARS {
        return Ok(Err(Error::invalid(
            "keyword",
            "too_many",
            format!("is too much: all keywords together can be {MAX_CHARS} characters"),
        )));
    }
    Ok(steps)
}

/// One step, which is taken on `words` at once.
fn step(
    words: &mut BTreeMap<i64, KeywordRow>,
    filter: i64,
    new_id: i64,
    draft: &KeywordDraft,
) -> Result<Step> {
    let Some(id) = draft.id else {
        let row = KeywordRow {
            id: new_id,
            filter_id: filter,
            keyword: checked_keyword(draft.keyword.as_deref().unwrap_or_default())?,
            is_whole_word: draft.is_whole_word.unwrap_or(true),
        };
        words.insert(row.id, row.clone());
        return Ok(Step::Add(row));
    };
    let missing = Error::NotFound("This keyword");
    let Some(row) = words
        .get_mut(&id.get())
        .filter(|row| row.filter_id == filter)
    else {
        return Err(missing);
    };
    if draft.is_removed {
        return words.remove(&id.get()).map(Step::Remove).ok_or(missing);
    }
    if let Some(keyword) = &draft.keyword {
        row.keyword = checked_keyword(keyword)?;
    }
    if let Some(is_whole_word) = draft.is_whole_word {
        row.is_whole_word = is_whole_word;
    }
    Ok(Step::Change(row.clone()))
}

fn end(lasts: Lasts, before: Option<i64>, now: Time) -> Option<i64> {
    match lasts {
        Lasts::AsBefore => before,
        Lasts::Always => None,
        Lasts::For(span) => Some(now.plus(span).micros()),
    }
}

fn checked_title(title: &str) -> Result<String> {
    checked_text("title", title, MAX_TITLE)
}

fn checked_keyword(keyword: &str) -> Result<String> {
    checked_text("keyword", keyword, MAX_KEYWORD)
}

fn checked_text(field: &'static str, text: &str, most: usize) -> Result<String> {
    let text = model::sanitize::line(text, most + 1);
    match text.chars().count() {
        0 => Err(Error::invalid(field, "blank", "can't be blank")),
        length if length > most => Err(Error::invalid(
            field,
            "too_long",
            format!("is too long: {most} characters are the most"),
        )),
        _ => Ok(text),
    }
}

/// The words that are kept, each once.
fn checked_places(places: &[Place]) -> Result<String> {
    if places.is_empty() {
        return Err(Error::invalid("context", "blank", "can't be blank"));
    }
    let words: Vec<&str> = Place::ALL
        .into_iter()
        .filter(|place| places.contains(place))
        .map(Place::as_str)
        .collect();
    serde_json::to_string(&words).map_err(Error::internal)
}
