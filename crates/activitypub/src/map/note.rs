//! A post of ours as a Note, and a boost as an Announce.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::object::{
    Attachment, Caption, Hashtag, Mention, Note, NoteKind, PLAYLIST, Poll, PollOption, Tags,
};
use ap_proto::value::{Link, NaturalText, PUBLIC};
use model::{AccountId, Audience, Domain, Media, MediaKind, PostKind};
use social::PostView;
use social::view::PollView;

use super::is_of_the_web;
use crate::urls::Urls;

/// What a post says beside itself: which post it answers, and whom it tells although the text does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Around {
    /// The id of the post it answers.
    pub(crate) parent: Option<String>,
    /// The actor who wrote that, if the post is open enough to be sent there unmentioned.
    pub(crate) parent_author: Option<String>,
    /// The groups that passed that on.
    pub(crate) groups: Vec<String>,
    /// What it quotes.
    pub(crate) quote: Option<Quoted>,
    /// The thread it is in, if that was begun here and is open.
    pub(crate) context: Option<String>,
    /// Where whoever it answers says that it was let in.
    pub(crate) let_in: Option<String>,
}

/// A quoted post, as the one who quotes it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// Its id.
    pub(crate) uri: String,
    /// Its page.
    pub(crate) page_url: String,
    /// Where its author agrees; `None` when that is still to come, or it is one's own.
    pub(crate) authorization: Option<String>,
}

/// Where a post goes, in the Fediverse's convention; see [`super::audience`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// Addressed to.
    pub(crate) to: Vec<String>,
    /// Copied to.
    pub(crate) cc: Vec<String>,
}

/// The addresses of an audience. `None` for what never leaves this server.
pub(crate) fn addresses(
    audience: Audience,
    followers: String,
    named: Vec<String>,
) -> Option<Addresses> {
    let public = PUBLIC.to_owned();
    let with = |first: String| {
        std::iter::once(first)
            .chain(named.iter().cloned())
            .collect()
    };
    match audience {
        Audience::Public => Some(Addresses {
            to: vec![public],
            cc: with(followers),
        }),
        Audience::Quiet => Some(Addresses {
            to: vec![followers],
            cc: with(public),
        }),
        Audience::Followers => Some(Addresses {
            to: vec![followers],
            cc: named,
        }),
        Audience::Circle | Audience::Mentioned => Some(Addresses {
            to: named,
            cc: Vec::new(),
        }),
        Audience::Local => None,
    }
}

/// The Note of a post of ours. `None` for what never leaves this server.
pub(crate) fn to_note(
    post: &PostView,
    around: &Around,
    urls: &Urls,
    domain: &Domain,
) -> Option<Note> {
    let author = urls.actor(post.account.id);
    let mut named: Vec<String> = post
        .mentions
        .iter()
        .map(|mention| mention.uri.clone())
        .filter(|uri| is_of_the_web(uri))
        .collect();
    named.extend(
        around
            .parent_author
            .iter()
            .chain(&around.groups)
            .filter(|uri| !post.mentions.iter().any(|m| m.uri == **uri))
            .cloned(),
    );
    let addresses = addresses(post.audience, urls.followers(post.account.id), named)?;
    Some(Note {
        content: Some(NaturalText {
            text: format!("{}{}", quote_link(around), post.html),
            language: post.language.clone(),
        }),
        summary: (!post.warning.is_empty()).then(|| post.warning.clone()),
        name: post.title.clone(),
        language: post.language.clone(),
        in_reply_to: around.parent.clone(),
        context: around.context.clone(),
        replies: Some(urls.replies(post.id)),
        published: Some(super::timestamp(post.created_at)),
        updated: post.edited_at.map(super::timestamp),
        url: Some(post.page_url.clone()),
        to: addresses.to,
        cc: addresses.cc,
        audience: around.groups.clone(),
        tags: tags(post, urls, domain),
        attachments: post.media.iter().map(attachment).collect(),
        sensitive: post.is_sensitive || !post.warning.is_empty(),
        quotes: around.quote.iter().map(|quote| quote.uri.clone()).collect(),
        quote_authorization: around
            .quote
            .as_ref()
            .and_then(|quote| quote.authorization.clone()),
        reply_authorization: around.let_in.clone(),
        rules: super::policy::to_rules(post, urls),
        poll: post.poll.as_ref().map(poll),
        ..Note::new(kind(post), &post.uri, &author)
    })
}

/// The link to what is quoted, for those who show no quotes.
fn quote_link(around: &Around) -> String {
    let quote = around.quote.as_ref();
    quote.map_or_else(String::new, |quote| {
        super::text::quote_before(&quote.page_url)
    })
}

/// The Announce of a boost of ours. `None` for what never leaves this server, for what is no boost, and for what the
/// Fediverse does not know.
pub(crate) fn to_announce(boost: &PostView, urls: &Urls) -> Option<Activity> {
    let original = boost.boost_of.as_deref()?;
    if original.audience == Audience::Local || !is_of_the_web(&original.uri) {
        return None;
    }
    let followers = urls.followers(boost.account.id);
    let addresses = addresses(
        boost.audience,
        followers,
        vec![original.account.uri.clone()],
    )?;
    let object = ObjectRef::Uri(original.uri.clone());
    let actor = urls.actor(boost.account.id);
    Some(Activity {
        to: addresses.to,
        cc: addresses.cc,
        published: Some(super::timestamp(boost.created_at)),
        ..Activity::new(ActivityKind::Announce, &boost.uri, &actor, object)
    })
}

/// A poll with what was counted so far (FEP-9967). Counts that are hidden until it ends are 0 until then.
fn poll(poll: &PollView) -> Poll {
    let count = |votes: i64| u64::try_from(votes).unwrap_or(0);
    let options = poll.options.iter().map(|option| PollOption {
        name: option.title.clone(),
        votes: count(option.votes.unwrap_or(0)),
    });
    Poll {
        multiple: poll.is_multiple,
        options: options.collect(),
        ends_at: poll.expires_at.map(super::timestamp),
        closed: poll.is_over,
        voters: Some(count(poll.voters_count)),
    }
}

/// A vote of somebody here: for the author of the poll alone, and no post.
pub(crate) fn to_vote(
    post: &PostView,
    voter: AccountId,
    place: usize,
    urls: &Urls,
) -> Option<Note> {
    let option = post.poll.as_ref()?.options.get(place)?;
    let id = urls.vote(voter, post.id, place);
    Some(Note {
        name: Some(option.title.clone()),
        in_reply_to: Some(post.uri.clone()),
        to: vec![post.account.uri.clone()],
        ..Note::new(NoteKind::Note, &id, &urls.actor(voter))
    })
}

fn kind(post: &PostView) -> NoteKind {
    if post.poll.is_some() {
        return NoteKind::Question;
    }
    match post.kind {
        PostKind::Note | PostKind::Link => NoteKind::Note,
        PostKind::Article => NoteKind::Article,
        PostKind::Question => NoteKind::Question,
        PostKind::Image => NoteKind::Image,
        PostKind::Video => NoteKind::Video,
        PostKind::Audio => NoteKind::Audio,
        PostKind::Event => NoteKind::Event,
    }
}

fn tags(post: &PostView, urls: &Urls, domain: &Domain) -> Tags {
    let known = post.mentions.iter();
    let known = known.filter(|mention| is_of_the_web(&mention.uri));
    let mentions = known.map(|mention| Mention {
        href: mention.uri.clone(),
        name: Some(if mention.acct.contains('@') {
            format!("@{}", mention.acct)
        } else {
            format!("@{}@{domain}", mention.acct)
        }),
    });
    let hashtags = post.tags.iter().map(|tag| Hashtag {
        name: tag.clone(),
        href: Some(urls.tag(tag)),
    });
    Tags {
        mentions: mentions.collect(),
        hashtags: hashtags.collect(),
        emojis: super::emojis_out(&post.emojis),
        object_links: Vec::new(),
    }
}

pub(super) fn attachment(media: &Media) -> Attachment {
    Attachment {
        kind: match media.kind {
            MediaKind::Image => "Image",
            MediaKind::Video => "Video",
            MediaKind::Audio => "Audio",
            MediaKind::Unknown => "Document",
        }
        .to_owned(),
        url: media.url.clone(),
        media_type: media.media_type.clone(),
        name: media.alt.clone(),
        width: media.width.map(u64::from),
        height: media.height.map(u64::from),
        blurhash: media.blurhash.clone(),
        focal_point: media.focus.map(|focus| (focus.x, focus.y)),
        duration: media.duration,
        icon: poster(media),
        captions: media.captions.iter().map(caption).collect(),
        files: files(media),
        is_loop: media
            .playing
            .as_ref()
            .is_some_and(|playing| playing.is_loop),
    }
}

/// The sizes of a video, and the list of them.
fn files(media: &Media) -> Vec<Link> {
    let playlist = media.playlist.iter().map(|playlist| Link {
        href: playlist.clone(),
        media_type: Some(PLAYLIST.to_owned()),
        ..Link::default()
    });
    let sizes = media.sizes.iter().map(|size| Link {
        href: size.url.clone(),
        media_type: Some("video/mp4".to_owned()),
        width: Some(size.width.into()),
        height: Some(size.height.into()),
        ..Link::default()
    });
    playlist.chain(sizes).collect()
}

/// The picture that stands for what plays. A picture stands for itself.
fn poster(media: &Media) -> Option<Link> {
    let preview = media.preview.as_ref()?;
    matches!(media.kind, MediaKind::Video | MediaKind::Audio).then(|| Link {
        href: preview.url.clone(),
        width: Some(preview.width.into()),
        height: Some(preview.height.into()),
        ..Link::default()
    })
}

fn caption(caption: &model::Caption) -> Caption {
    Caption {
        language: caption.language.clone(),
        name: caption.label.clone(),
        url: caption.url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_local_never_gets_an_address() {
        let named = vec!["https://b.example/bob".to_owned()];
        assert_eq!(addresses(Audience::Local, "f".into(), named), None);
    }

    #[test]
    fn every_audience_is_read_back_as_itself() {
        let followers = "https://moot.example/ap/actors/1/followers".to_owned();
        let named = vec!["https://b.example/bob".to_owned()];
        for (audience, read) in [
            (Audience::Public, Audience::Public),
            (Audience::Quiet, Audience::Quiet),
            (Audience::Followers, Audience::Followers),
            (Audience::Circle, Audience::Mentioned),
            (Audience::Mentioned, Audience::Mentioned),
        ] {
            let sent = addresses(audience, followers.clone(), named.clone()).expect("it leaves");
            assert!(
                sent.to
                    .iter()
                    .chain(&sent.cc)
                    .any(|address| *address == named[0])
            );
            assert_eq!(
                crate::map::audience::audience(&sent.to, &sent.cc, Some(&followers)),
                read
            );
        }
    }
}
