//! What is said in one's own video or sound, to be read along.

use ::media::{Arrived, MAX_CAPTIONS, Refused, Rendition};
use model::{Caption, Media, MediaId, MediaKind, PostId, language, sanitize};

use super::change::{GONE, read};
use super::keep::Kept;
use super::serve::blocking;
use super::{CaptionChange, MediaChange};
use crate::post::Edit;
use crate::{Caller, Error, Result, Social};

/// The most languages of one file.
const MAX_LANGUAGES: usize = 30;
/// The most characters of the name of a language, or of what sets two of one language apart.
const MAX_LABEL: usize = 100;

/// Captions that were read, before they are kept.
pub(super) struct NewCaption {
    about: Caption,
    /// `None` takes away those that are there.
    pub(super) file: Option<Rendition>,
}

impl Social {
    /// Says what is said in one's own video or sound, in one language, or takes that away. If it belongs to a post
    /// already, the post is edited, so that everyone who has it learns of it.
    pub async fn caption_media(
        &self,
        caller: &Caller,
        id: MediaId,
        change: CaptionChange,
    ) -> Result<Media> {
        let row = self.own_media(caller, &[id]).await?.pop().ok_or(GONE)?;
        let change = MediaChange {
            captions: vec![change],
            ..MediaChange::default()
        };
        let Some(post) = row.post_id else {
            return self.change_media(caller, id, change).await;
        };
        let post = PostId::from(post);
        let before = self.own_post(caller, post).await?;
        let source = self.post_source(caller, post).await?;
        let edit = Edit {
            text: source.text,
            warning: source.warning,
            is_sensitive: before.is_sensitive,
            // It names nobody whom it did not name before.
            adds_people: true,
            media_changes: vec![(id, change)],
            ..Edit::default()
        };
        self.edit_post(caller, post, edit).await?;
        let row = self.own_media(caller, &[id]).await?.pop().ok_or(GONE)?;
        Ok(self.shown_file(read(&row)?))
    }

    /// Reads captions; nothing is kept yet.
    pub(super) async fn read_captions(
        &self,
        about: &Media,
        changes: Vec<CaptionChange>,
    ) -> Result<Vec<NewCaption>> {
        if !changes.is_empty() && !matches!(about.kind, MediaKind::Video | MediaKind::Audio) {
            let reason = "can be given to video and sound alone; a picture has a description";
            return Err(Error::invalid("captions", "invalid", reason));
        }
        let mut all = Vec::new();
        for change in changes {
            let language = language::parse(&change.language).ok_or_else(|| {
                let reason = "must be a language tag, as en or pt-BR";
                Error::invalid("language", "invalid", reason)
            })?;
            let file = match change.file {
                Some(file) => Some(make(file).await?),
                None => None,
            };
            let label = sanitize::line(&change.label, MAX_LABEL);
            let about = Caption {
                language,
                label,
                url: String::new(),
            };
            all.push(NewCaption { about, file });
        }
        Ok(all)
    }
}

async fn make(file: Arrived) -> Result<Rendition> {
    let work = move || {
        let bytes = file.read(MAX_CAPTIONS)?;
        Ok(bytes
            .ok_or(Refused::TooManyWords)
            .and_then(|bytes| ::media::captions(&bytes)))
    };
    let made = blocking(work).await?;
    made.map_err(|refused| Error::invalid("captions", "invalid", refused.to_string()))
}

/// The captions of a file after some changes. `kept` are the names of the new ones, in their order.
pub(super) fn changed(
    mut captions: Vec<Caption>,
    changes: &[NewCaption],
    kept: &[Kept],
) -> store::Result<Vec<Caption>> {
    let mut names = kept.iter();
    for NewCaption { about, file } in changes {
        let place = captions
            .iter()
            .position(|known| known.language == about.language);
        let named = file.as_ref().and_then(|_| names.next());
        let new = named.map(|kept| Caption {
            url: kept.path(),
            ..about.clone()
        });
        match (place.and_then(|place| captions.get_mut(place)), new) {
            (Some(known), Some(new)) => *known = new,
            (None, Some(new)) => captions.push(new),
            (_, None) => captions.retain(|known| known.language != about.language),
        }
    }
    if captions.len() > MAX_LANGUAGES {
        let reason = format!("are too many: a file may have {MAX_LANGUAGES} languages");
        let error = Error::invalid("captions", "too_many", reason);
        return Err(crate::member::refuse(error));
    }
    Ok(captions)
}
