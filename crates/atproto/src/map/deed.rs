//! What people do with each other and with posts, as records: a like, a repost, a follow, a block.

use at_proto::data::Ipld;
use at_proto::syntax::Did;
use model::Time;

use super::StrongRef;
use super::value::{self, moment, text, typed};

/// Which collection likes are in.
pub(crate) const LIKE: &str = "app.bsky.feed.like";
/// Which collection boosts are in.
pub(crate) const REPOST: &str = "app.bsky.feed.repost";
/// Which collection follows are in.
pub(crate) const FOLLOW: &str = "app.bsky.graph.follow";
/// Which collection blocks are in.
pub(crate) const BLOCK: &str = "app.bsky.graph.block";

/// A like of a post.
pub(crate) fn like(post: &StrongRef, created_at: Time) -> Ipld {
    of_record(LIKE, post, created_at)
}

/// A boost of a post.
pub(crate) fn repost(post: &StrongRef, created_at: Time) -> Ipld {
    of_record(REPOST, post, created_at)
}

/// That one follows somebody.
pub(crate) fn follow(did: &Did, created_at: Time) -> Ipld {
    of_account(FOLLOW, did, created_at)
}

/// That one blocks somebody. It is public, as everything in a repository.
pub(crate) fn block(did: &Did, created_at: Time) -> Ipld {
    of_account(BLOCK, did, created_at)
}

fn of_record(name: &str, post: &StrongRef, created_at: Time) -> Ipld {
    let fields = [("subject", post.data()), ("createdAt", moment(created_at))];
    typed(name, fields)
}

fn of_account(name: &str, did: &Did, created_at: Time) -> Ipld {
    let subject = text(did.as_str());
    typed(
        name,
        [("subject", subject), ("createdAt", moment(created_at))],
    )
}

/// What somebody did, as their record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Liked a post, or something else.
    Like(StrongRef),
    /// Boosted it.
    Repost(StrongRef),
    /// Follows somebody.
    Follow(Did),
    /// Blocks somebody.
    Block(Did),
}

/// Reads what somebody did. `None` for other records, and for those that do not say to whom.
pub(crate) fn read(record: &Ipld) -> Option<Deed> {
    let post = || StrongRef::read(value::field(record, "subject")?);
    let account = || Did::parse(value::text_of(record, "subject")?).ok();
    match value::type_of(record) {
        LIKE => post().map(Deed::Like),
        REPOST => post().map(Deed::Repost),
        FOLLOW => account().map(Deed::Follow),
        BLOCK => account().map(Deed::Block),
        _ => None,
    }
}

/// When a record says that it was written.
pub(crate) fn written_at(record: &Ipld) -> Option<Time> {
    value::text_of(record, "createdAt").and_then(Time::parse)
}

#[cfg(test)]
mod tests {
    use at_proto::cid::Cid;
    use at_proto::syntax::AtUri;

    use super::*;

    #[test]
    fn what_was_done_is_read_as_it_was_written() {
        let at = Time::from_seconds(1_700_000_000);
        let did = Did::parse("did:plc:abc").unwrap();
        let post = StrongRef {
            uri: AtUri::parse("at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a").unwrap(),
            cid: Cid::of_cbor(b"x"),
        };
        let written = [
            (like(&post, at), Deed::Like(post.clone())),
            (repost(&post, at), Deed::Repost(post.clone())),
            (follow(&did, at), Deed::Follow(did.clone())),
            (block(&did, at), Deed::Block(did)),
        ];
        for (record, deed) in written {
            assert_eq!(read(&record), Some(deed));
        }
    }

    #[test]
    fn a_deed_to_nobody_is_none() {
        assert_eq!(read(&typed(LIKE, [("subject", text("did:plc:abc"))])), None);
        assert_eq!(read(&typed(FOLLOW, [("subject", text("you"))])), None);
        assert_eq!(read(&Ipld::Null), None);
    }
}
