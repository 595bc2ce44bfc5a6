//! The addresses of everything this server shows to the Fediverse. They are fixed: peers keep them for ever.

use model::{AccountId, Id, PostId};
use url::Url;

/// Makes and reads our own URLs.
#[derive(Debug, Clone)]
pub(crate) struct Urls {
    base: String,
    origin: url::Origin,
}

/// What one of our own URLs names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Here {
    /// `/ap/actors/{id}`.
    Actor(AccountId),
    /// `/ap/actors/{id}/followers`.
    Followers(AccountId),
    /// `/ap/posts/{id}`: a post, or the Announce of a boost.
    Post(PostId),
    /// `/ap/posts/{id}/activity`: the Create of a post.
    PostActivity(PostId),
    /// `/ap/posts/{id}/quote-request`: what asked for the consent to a quote in a post.
    QuoteRequest(PostId),
    /// `/@{name}`: the page of somebody here.
    ActorPage(String),
    /// `/@{name}/{id}`: the page of a post.
    PostPage(PostId),
    /// `/ap/relays/{id}`: what asked a relay.
    Relay(Id),
    /// `/`: the server itself.
    Server,
    /// Something else of ours.
    Other,
}

impl Urls {
    /// The URLs below a base that has no path.
    pub(crate) fn new(base: &Url) -> Self {
        let text = base.as_str().trim_end_matches('/').to_owned();
        Self {
            base: text,
            origin: base.origin(),
        }
    }

    /// The server's own URL, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The actor of an account.
    pub(crate) fn actor(&self, id: AccountId) -> String {
        format!("{}/ap/actors/{id}", self.base)
    }

    /// Where peers deliver to one account.
    pub(crate) fn inbox(&self, id: AccountId) -> String {
        format!("{}/inbox", self.actor(id))
    }

    /// What an account has published.
    pub(crate) fn outbox(&self, id: AccountId) -> String {
        format!("{}/outbox", self.actor(id))
    }

    /// Who follows an account.
    pub(crate) fn followers(&self, id: AccountId) -> String {
        format!("{}/followers", self.actor(id))
    }

    /// Who of one peer follows an account, told to that peer alone (FEP-8fcf).
    pub(crate) fn followers_there(&self, id: AccountId) -> String {
        format!("{}/synchronization", self.followers(id))
    }

    /// Whom an account follows.
    pub(crate) fn following(&self, id: AccountId) -> String {
        format!("{}/following", self.actor(id))
    }

    /// What an account has pinned to its profile.
    pub(crate) fn featured(&self, id: AccountId) -> String {
        format!("{}/featured", self.actor(id))
    }

    /// The key of an account that signs requests.
    pub(crate) fn rsa_key(&self, id: AccountId) -> String {
        format!("{}#main-key", self.actor(id))
    }

    /// The key of an account that signs objects.
    pub(crate) fn ed25519_key(&self, id: AccountId) -> String {
        format!("{}#ed25519-key", self.actor(id))
    }

    /// Where peers deliver once for everybody here.
    pub(crate) fn shared_inbox(&self) -> String {
        format!("{}/ap/inbox", self.base)
    }

    /// A post.
    pub(crate) fn post(&self, id: PostId) -> String {
        format!("{}/ap/posts/{id}", self.base)
    }

    /// The Create of a post.
    pub(crate) fn post_activity(&self, id: PostId) -> String {
        format!("{}/activity", self.post(id))
    }

    /// The `QuoteRequest` of a post that quotes.
    pub(crate) fn quote_request(&self, quoting: PostId) -> String {
        format!("{}/quote-request", self.post(quoting))
    }

    /// What says that a post may be quoted in another one.
    pub(crate) fn quote_authorization(&self, quoted: PostId, quoting: PostId) -> String {
        format!("{}/quotes/{quoting}", self.post(quoted))
    }

    /// What says that an answer to a post was let in.
    pub(crate) fn reply_authorization(&self, parent: PostId, answer: PostId) -> String {
        format!("{}/{answer}", self.replies(parent))
    }

    /// A story.
    pub(crate) fn story(&self, id: Id) -> String {
        format!("{}/ap/stories/{id}", self.base)
    }

    /// The answers to a post.
    pub(crate) fn replies(&self, id: PostId) -> String {
        format!("{}/replies", self.post(id))
    }

    /// Everything in the thread that a post begins.
    pub(crate) fn context(&self, first: PostId) -> String {
        format!("{}/ap/contexts/{first}", self.base)
    }

    /// An activity that has no better name: the journal entry it tells of, and which part of it.
    pub(crate) fn activity(&self, entry_seq: i64, part: i64) -> String {
        format!("{}/ap/activities/{entry_seq}-{part}", self.base)
    }

    /// The Like behind a like, so that its Undo, many entries later, names the same thing.
    pub(crate) fn like(&self, id: Id) -> String {
        format!("{}/ap/likes/{id}", self.base)
    }

    /// The `EmojiReact` behind an emoji under a post.
    pub(crate) fn reaction(&self, id: Id) -> String {
        format!("{}/ap/reactions/{id}", self.base)
    }

    /// What somebody here chose in a poll: the place of the option.
    pub(crate) fn vote(&self, voter: AccountId, post: PostId, place: usize) -> String {
        format!("{}#votes/{post}-{place}", self.actor(voter))
    }

    /// The Follow behind a follow.
    pub(crate) fn follow(&self, id: Id) -> String {
        format!("{}/ap/follows/{id}", self.base)
    }

    /// The Follow that asked a relay.
    pub(crate) fn relay(&self, id: Id) -> String {
        format!("{}/ap/relays/{id}", self.base)
    }

    /// The Block behind a block.
    pub(crate) fn block(&self, id: Id) -> String {
        format!("{}/ap/blocks/{id}", self.base)
    }

    /// The page of a tag.
    pub(crate) fn tag(&self, tag: &str) -> String {
        let mut url = format!("{}/tags/", self.base);
        url.extend(url::form_urlencoded::byte_serialize(tag.as_bytes()));
        url
    }

    /// What one of our URLs names, `None` for a URL of somebody else's. The fragment does not count.
    pub(crate) fn parse(&self, text: &str) -> Option<Here> {
        let url = Url::parse(text).ok()?;
        if url.origin() != self.origin {
            return None;
        }
        if url.query().is_some() {
            return Some(Here::Other);
        }
        let path: Vec<&str> = url.path_segments()?.collect();
        Some(read_path(&path).unwrap_or(Here::Other))
    }

    /// The account that one of our actor ids names.
    pub(crate) fn parse_actor(&self, text: &str) -> Option<AccountId> {
        match self.parse(text)? {
            Here::Actor(id) => Some(id),
            _ => None,
        }
    }
}

fn read_path(path: &[&str]) -> Option<Here> {
    match path {
        [""] => Some(Here::Server),
        ["ap", "actors", id] => Some(Here::Actor(id.parse().ok()?)),
        ["ap", "actors", id, "followers"] => Some(Here::Followers(id.parse().ok()?)),
        ["ap", "posts", id] => Some(Here::Post(id.parse().ok()?)),
        ["ap", "posts", id, "activity"] => Some(Here::PostActivity(id.parse().ok()?)),
        ["ap", "posts", id, "quote-request"] => Some(Here::QuoteRequest(id.parse().ok()?)),
        ["ap", "relays", id] => Some(Here::Relay(id.parse().ok()?)),
        [name] => Some(Here::ActorPage(name.strip_prefix('@')?.to_owned())),
        [name, id] if name.starts_with('@') => Some(Here::PostPage(id.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls() -> Urls {
        Urls::new(&Url::parse("https://moot.example").expect("a URL"))
    }

    #[test]
    fn our_own_urls_are_read_back() {
        let urls = urls();
        let (account, post) = (AccountId::from(7), PostId::from(9));
        assert_eq!(urls.parse(&urls.actor(account)), Some(Here::Actor(account)));
        assert_eq!(
            urls.parse(&urls.rsa_key(account)),
            Some(Here::Actor(account))
        );
        assert_eq!(
            urls.parse(&urls.followers(account)),
            Some(Here::Followers(account))
        );
        assert_eq!(urls.parse(&urls.post(post)), Some(Here::Post(post)));
        assert_eq!(
            urls.parse(&urls.quote_request(post)),
            Some(Here::QuoteRequest(post))
        );
        assert_eq!(
            urls.parse("https://moot.example/@alice"),
            Some(Here::ActorPage("alice".into()))
        );
        assert_eq!(
            urls.parse("https://moot.example/@alice/9"),
            Some(Here::PostPage(post))
        );
        assert_eq!(urls.parse("https://moot.example"), Some(Here::Server));
    }

    #[test]
    fn a_look_alike_is_not_ours() {
        let urls = urls();
        for foreign in [
            "https://moot.example.evil/ap/actors/7",
            "https://evil/?https://moot.example/ap/actors/7",
            "http://moot.example/ap/actors/7",
            "https://moot.example:8443/ap/actors/7",
            "moot.example/ap/actors/7",
        ] {
            assert_eq!(urls.parse(foreign), None, "{foreign}");
        }
        for odd in [
            "https://moot.example/ap/actors/x",
            "https://moot.example/ap/actors/7?x",
            "https://moot.example/ap/actors/7/x",
        ] {
            assert_eq!(urls.parse(odd), Some(Here::Other), "{odd}");
        }
    }

    #[test]
    fn a_different_spelling_of_our_host_is_still_ours() {
        assert_eq!(
            urls().parse("https://MOOT.example:443/ap/posts/9"),
            Some(Here::Post(PostId::from(9)))
        );
    }
}
