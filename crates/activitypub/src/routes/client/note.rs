//! What a client wants to be written: a Note, read as a draft.

use ap_proto::activity::ObjectRef;
use ap_proto::object::{Note, NoteKind};
use ap_proto::value::{first_id, ids_of, is_public};
use model::sanitize::plain_text;
use model::{AccountId, Audience, ContentType, PostId};
use serde_json::{Value, json};
use social::AccountView;
use social::post::{Draft, Edit};

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::audience::audience;
use crate::urls::Urls;

/// The most people a post may be addressed to who are not known and are looked up.
const MAX_LOOKED_UP: usize = 5;

/// What is to be written.
pub(super) struct Wanted {
    note: Note,
}

impl Wanted {
    /// Reads an object that a client carries along. It has no id yet, and its author is the member, whatever it says.
    pub(super) fn read(object: &ObjectRef, urls: &Urls, author: AccountId) -> Result<Self> {
        let mut value = object
            .inline()
            .cloned()
            .ok_or(Error::BadRequest("The object must be carried along"))?;
        let actor = urls.actor(author);
        if first_id(&value, "attributedTo").is_some_and(|named| named != actor) {
            return Err(Error::NotYours("The object is somebody else's"));
        }
        if let Some(members) = value.as_object_mut() {
            members.insert("attributedTo".to_owned(), json!(actor));
            // What is created has no id yet, and needs one to be read.
            members
                .entry("id")
                .or_insert_with(|| json!(urls.post(PostId::from(0))));
        }
        let note = Note::parse(&value)?;
        if note.kind != NoteKind::Note || note.is_vote() {
            return Err(Error::BadRequest("Only a Note can be written this way"));
        }
        if !note.attachments.is_empty() {
            return Err(Error::BadRequest(
                "Files are uploaded by the client API, not attached by address",
            ));
        }
        Ok(Self { note })
    }

    /// The text as typed: its source if that can be read here, else the words of its HTML.
    fn text(&self) -> (String, ContentType) {
        let typed = |media_type: &str| match media_type {
            "text/markdown" => Some(ContentType::Markdown),
            "text/plain" => Some(ContentType::Plain),
            _ => None,
        };
        if let Some(source) = &self.note.source
            && let Some(kind) = typed(source.media_type.as_deref().unwrap_or("text/plain"))
        {
            return (source.content.clone(), kind);
        }
        let content = self.note.content.as_ref();
        let text = content.map(|content| content.text.as_str());
        let text = text.unwrap_or_default();
        match typed(&self.note.content_type) {
            Some(kind) => (text.to_owned(), kind),
            None => (plain_text(text).trim().to_owned(), ContentType::Plain),
        }
    }

    /// The words of its warning.
    fn warning(&self) -> String {
        plain_text(self.note.summary.as_deref().unwrap_or_default())
    }

    /// What becomes of a post that is there.
    pub(super) fn edit(&self) -> Edit {
        let (text, content_type) = self.text();
        Edit {
            text,
            warning: self.warning(),
            is_sensitive: self.note.sensitive,
            language: self.note.language.clone(),
            content_type: Some(content_type),
            ..Edit::default()
        }
    }
}

impl ActivityPub {
    /// The draft of what a member's client wants to be created. `create` is the whole activity: its addresses count with those
    /// of the object (section 6.2).
    pub(super) async fn draft(
        &self,
        account: &AccountView,
        wanted: &Wanted,
        create: &Value,
    ) -> Result<Draft> {
        let note = &wanted.note;
        let both = |field: &str, of_note: &[String]| {
            let mut all = ids_of(create, field);
            all.extend(of_note.iter().cloned());
            all
        };
        let (to, cc) = (both("to", &note.to), both("cc", &note.cc));
        let followers = self.urls.followers(account.id);
        let audience = audience(&to, &cc, Some(&followers));
        let mut addressed: Vec<&str> = Vec::new();
        let hidden: Vec<String> = ["bto", "bcc"]
            .iter()
            .flat_map(|field| ids_of(create, field))
            .collect();
        for address in to.iter().chain(&cc).chain(&hidden) {
            let is_somebody = !is_public(address) && *address != followers;
            if is_somebody && !addressed.contains(&address.as_str()) {
                addressed.push(address);
            }
        }
        let is_private = matches!(audience, Audience::Mentioned);
        let named = if is_private {
            self.all_of(&addressed).await?
        } else {
            Vec::new()
        };
        let reply_to = match &note.in_reply_to {
            Some(parent) => Some(self.answered(parent).await?),
            None => None,
        };
        let (text, content_type) = wanted.text();
        Ok(Draft {
            text: self.with_mentions(note, &named, text).await?,
            content_type,
            warning: wanted.warning(),
            is_sensitive: note.sensitive,
            audience: Some(audience),
            language: note.language.clone(),
            reply_to,
            // Who it is for was said in so many words.
            adds_people: true,
            named,
            ..Draft::default()
        })
    }

    /// Everybody a private post is addressed to; one who cannot be found is no reason to send it to the others alone.
    async fn all_of(&self, addressed: &[&str]) -> Result<Vec<AccountId>> {
        let found = self.accounts_of(addressed, MAX_LOOKED_UP).await?;
        if found.len() == addressed.len() {
            Ok(found)
        } else {
            Err(Error::NotFound("Somebody it is addressed to"))
        }
    }

    async fn answered(&self, parent: &str) -> Result<PostId> {
        match self.urls.parse(parent) {
            Some(crate::urls::Here::Post(id)) => Ok(id),
            Some(_) => Err(Error::NotFound("What it answers")),
            None => Box::pin(self.ensure_post(parent)).await,
        }
    }

    /// The text with those at its beginning whom its words do not name: those whom the client's tags mention, because names in
    /// HTML have no server, and those whom a private post is for, because it goes to whom it names.
    async fn with_mentions(
        &self,
        note: &Note,
        named: &[AccountId],
        text: String,
    ) -> Result<String> {
        let tagged = note.tags.mentions.iter();
        let tagged: Vec<&str> = tagged.map(|mention| mention.href.as_str()).collect();
        let mut ids = self.accounts_of(&tagged, MAX_LOOKED_UP).await?;
        for id in named {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        let people = self.social.accounts(social::Viewer::Anyone, &ids).await?;
        let mut missing = String::new();
        for person in people {
            let name = format!("@{}", person.acct());
            if !text.contains(&name) {
                missing.push_str(&name);
                missing.push(' ');
            }
        }
        Ok(missing + &text)
    }
}
