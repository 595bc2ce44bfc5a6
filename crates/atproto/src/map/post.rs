//! A post of ours as a record (lexicon `app.bsky.feed.post`).
//!
//! Always true here: the text has at most 300 characters and 3,000 bytes; whatever of a post does not fit or cannot be
//! shown is one link away, on its page.

use std::collections::BTreeMap;

use at_proto::data::{BlobRef, Ipld};
use at_proto::syntax::Language;
use model::post::{MAX_POLL_OPTION_CHARS, MAX_WARNING_CHARS};
use model::sanitize::line;
use model::{AccountId, Audience, PublicPost};
use social::PostView;
use social::view::QuoteState;

use super::embed::{self, Page};
pub(crate) use super::embed::{Clip, Picture};
use super::flatten::{Mentioned, flatten, followed};
use super::rich::{Feature, MAX_BYTES, Rich, shortened, tag};
use super::value::{moment, object, put, text, typed};
use super::{Person, StrongRef, label};

/// Which collection posts are in.
pub(crate) const POST: &str = "app.bsky.feed.post";
/// How much of a text that is too long is shown: room for the ellipsis, and for apps that count otherwise.
const CUT_GRAPHEMES: usize = 290;
/// The same in bytes.
const CUT_BYTES: usize = MAX_BYTES - 10;
/// The most characters of a warning before the text.
const MAX_WARNING_GRAPHEMES: usize = 100;
/// The most bytes of it.
const MAX_WARNING_BYTES: usize = 600;
/// The most characters of a title before the text.
const MAX_TITLE_CHARS: usize = 300;
/// The most tags beside the text.
const MAX_TAGS: usize = 8;
/// The most bytes of the whole text that go along with what is shown of it.
const MAX_ORIGINAL_BYTES: usize = 64 * 1024;

/// What the network knows of what a post names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// Those mentioned who have a DID.
    pub(crate) people: BTreeMap<AccountId, Person>,
    /// The thread and the post it answers.
    pub(crate) reply: Option<Reply>,
    /// The post it quotes.
    pub(crate) quote: Option<StrongRef>,
    /// Its pictures, in their order.
    pub(crate) images: Vec<Picture>,
    /// Its video. There is one at most, and no pictures beside it.
    pub(crate) video: Option<Clip>,
    /// The picture of the card of its link.
    pub(crate) thumb: Option<BlobRef>,
}

/// What a post answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The first post of the thread.
    pub(crate) root: StrongRef,
    /// The post itself.
    pub(crate) parent: StrongRef,
}

/// A post as a record. A boost is no post: that is [`super::deed::repost`].
pub(crate) fn post_record(post: &PublicPost<PostView>, known: &Known) -> Ipld {
    let post = post.get();
    let shown = Shown::of(post, known);
    let head = head(post, known);
    let mut pages = shown.pages(post, &head.text);
    let mut said = joined(head.clone(), shown.tail(&pages));
    let is_whole = said.fits();
    if !is_whole {
        if pages.first().is_none_or(|page| page.url != post.page_url) {
            pages.insert(0, own_page(post, &head.text));
        }
        said = cut(head, shown.tail(&pages));
    }
    let card = pages.into_iter().next();
    let card = card.or_else(|| link_card(post, known));
    let mut record = record(post, known, said);
    put(&mut record, "embed", shown.embed(card.as_ref()));
    if !is_whole && post.html.len() <= MAX_ORIGINAL_BYTES {
        put(&mut record, "bridgyOriginalText", Some(text(&post.html)));
    }
    record
}

/// As much of a text as there is room for before the links that follow it.
fn cut(mut head: Rich, tail: Rich) -> Rich {
    let room = CUT_GRAPHEMES.saturating_sub(tail.graphemes());
    head.cut(room, CUT_BYTES.saturating_sub(tail.text.len()));
    joined(head, tail)
}

fn joined(mut head: Rich, tail: Rich) -> Rich {
    if !head.text.is_empty() && !tail.text.is_empty() {
        head.push("\n\n");
    }
    head.append(tail);
    head
}

/// All of a record but what is embedded. `bridgyOriginalUrl`, the page of a post that is at home elsewhere too, and
/// `bridgyOriginalText`, its whole HTML, are in no lexicon: Bridgy Fed writes them, and several apps read them.
fn record(post: &PostView, known: &Known, said: Rich) -> Ipld {
    let mut record = typed(
        POST,
        [
            ("createdAt", moment(post.created_at)),
            ("bridgyOriginalUrl", text(&post.page_url)),
        ],
    );
    put(&mut record, "facets", said.data());
    put(&mut record, "tags", tags(post, &said));
    put(&mut record, "text", Some(text(said.text)));
    let reply = known.reply.as_ref().map(|reply| {
        let (root, parent) = (reply.root.data(), reply.parent.data());
        object([("root", root), ("parent", parent)])
    });
    put(&mut record, "reply", reply);
    put(&mut record, "labels", label::of_post(post));
    let language = post.language.as_deref();
    let language = language.filter(|tag| Language::parse(tag).is_ok());
    let languages = language.map(|tag| Ipld::List(vec![text(tag)]));
    put(&mut record, "langs", languages);
    record
}

/// The warning, the title, the text and the options of the poll.
fn head(post: &PostView, known: &Known) -> Rich {
    let mut said = Rich::default();
    let warning = line(&post.warning, MAX_WARNING_CHARS);
    let warning = shortened(&warning, MAX_WARNING_GRAPHEMES, MAX_WARNING_BYTES);
    if !warning.is_empty() {
        said.push(&format!("[{warning}]\n"));
    }
    let title = line(post.title.as_deref().unwrap_or_default(), MAX_TITLE_CHARS);
    if !title.is_empty() {
        said.push(&format!("{title}\n\n"));
    }
    let mentioned = Mentioned {
        views: &post.mentions,
        people: &known.people,
    };
    said.append(flatten(&post.html, mentioned));
    let options = post.poll.iter().flat_map(|poll| &poll.options);
    for (place, option) in options.enumerate() {
        let is_first = place == 0;
        said.push(if is_first { "\n\n" } else { "\n" });
        said.push("○ ");
        said.push(&line(&option.title, MAX_POLL_OPTION_CHARS));
    }
    let kept = said.text.trim_end().len();
    said.text.truncate(kept);
    said
}

/// The page of the post itself.
fn own_page(post: &PostView, whole_text: &str) -> Page {
    let title = post.title.as_deref().unwrap_or_default().trim();
    let mut lines = whole_text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let title = [title, first, &post.account.display_name]
        .into_iter()
        .find(|title| !title.is_empty());
    Page {
        url: post.page_url.clone(),
        title: title.unwrap_or(&post.account.username).to_owned(),
        description: whole_text.to_owned(),
        thumb: None,
    }
}

/// The card of the first link of a text.
fn link_card(post: &PostView, known: &Known) -> Option<Page> {
    let card = post.card.as_ref()?;
    Some(Page {
        url: followed(&card.url)?,
        title: card.shown.title.clone(),
        description: card.shown.description.clone(),
        thumb: known.thumb.clone(),
    })
}

/// Tags that the text does not show.
fn tags(post: &PostView, said: &Rich) -> Option<Ipld> {
    let shown: Vec<String> = said
        .facets
        .iter()
        .filter_map(|facet| match &facet.feature {
            Feature::Tag(tag) => Some(model::text::fold_tag(tag)),
            _ => None,
        })
        .collect();
    let left = post.tags.iter().filter(|tag| !shown.contains(tag));
    let left = left.filter_map(|name| tag(name)).take(MAX_TAGS).map(text);
    let left: Vec<Ipld> = left.collect();
    (!left.is_empty()).then_some(Ipld::List(left))
}

/// What of a post can be embedded.
struct Shown<'a> {
    images: Vec<&'a Picture>,
    video: Option<&'a Clip>,
    quote: Option<&'a StrongRef>,
}

impl<'a> Shown<'a> {
    fn of(post: &PostView, known: &'a Known) -> Self {
        let video = known.video.as_ref().filter(|video| video.is_fit());
        let images = known.images.iter().filter(|picture| picture.is_fit());
        let quote = post.quote.as_ref();
        let is_quoted = quote.is_some_and(|quote| quote.state == QuoteState::Accepted);
        Self {
            images: match video {
                Some(_) => Vec::new(),
                None => images.take(embed::MAX_GALLERY).collect(),
            },
            video,
            quote: known.quote.as_ref().filter(|_| is_quoted),
        }
    }

    /// Nothing but a card can be below the text.
    fn is_empty(&self) -> bool {
        self.images.is_empty() && self.video.is_none() && self.quote.is_none()
    }

    /// The pages that have to be one link away.
    fn pages(&self, post: &PostView, whole_text: &str) -> Vec<Page> {
        let shown = self.images.len() + usize::from(self.video.is_some());
        let is_more = post.poll.is_some() || shown < post.media.len();
        let own = is_more.then(|| own_page(post, whole_text));
        own.into_iter().chain(self.quoted_page(post)).collect()
    }

    /// The page of a quoted post that the network does not know. Only of one that is for everyone.
    fn quoted_page(&self, post: &PostView) -> Option<Page> {
        let quote = post.quote.as_ref().filter(|_| self.quote.is_none())?;
        let quoted = quote.post.as_deref()?;
        let is_open = quote.state == QuoteState::Accepted && quoted.audience == Audience::Public;
        let url = followed(&quoted.page_url).filter(|_| is_open)?;
        let nobody = BTreeMap::new();
        let mentioned = Mentioned {
            views: &quoted.mentions,
            people: &nobody,
        };
        Some(Page {
            url,
            title: quoted.account.display_name.clone(),
            description: flatten(&quoted.html, mentioned).text,
            thumb: None,
        })
    }

    /// The links that no card stands for.
    fn tail(&self, pages: &[Page]) -> Rich {
        let mut tail = Rich::default();
        for page in pages.iter().skip(usize::from(self.is_empty())) {
            tail.push_link_line(&page.url);
        }
        tail
    }

    fn embed(&self, card: Option<&Page>) -> Option<Ipld> {
        let media = match self.video {
            Some(video) => Some(embed::video(video)),
            None => embed::images(&self.images),
        };
        match self.quote {
            Some(quoted) => Some(embed::record(quoted, media)),
            None => media.or_else(|| card.map(embed::external)),
        }
    }
}
