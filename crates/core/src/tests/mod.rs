//! Stories of the core on a database in memory.

mod arriving;
mod files;
mod person;
mod posting;
mod privacy;
mod relating;

use model::{AccountId, AccountKind, Audience, Domain, InteractionPolicy, PostId, PostKind, Time};

use crate::caller::Role;
use crate::inbound::{Arrival, RemoteAccount, RemotePost};
use crate::post::Draft;
use crate::testing::World;
use crate::{Caller, NetworkId, Page};

/// The network that everybody elsewhere is on.
const THERE: NetworkId = NetworkId("paper");
/// A page that everything fits on.
const ALL: Page = Page::first(40);

impl World {
    async fn member(&self, name: &str) -> Caller {
        self.person(name, Role::Member).await
    }

    async fn says(&self, who: &Caller, text: &str, audience: Audience) -> PostId {
        let draft = Draft {
            text: text.to_owned(),
            audience: Some(audience),
            ..Draft::default()
        };
        self.social.create_post(who, draft).await.unwrap().id
    }

    /// Runs the reader that tells people, to its end.
    async fn settle(&self) {
        while self.social.live_step().await.unwrap() == crate::journal::Progress::Moved {}
    }

    /// Somebody on another server.
    async fn stranger(&self, name: &str) -> AccountId {
        self.social
            .receive_account(remote_account(name))
            .await
            .unwrap()
    }
}

fn remote_account(name: &str) -> RemoteAccount {
    RemoteAccount {
        network: THERE,
        uri: format!("https://far.example/{name}"),
        page_url: None,
        names: Vec::new(),
        claims: Vec::new(),
        host: "far.example".to_owned(),
        inbox: Some(format!("https://far.example/{name}/inbox")),
        shared_inbox: Some("https://far.example/inbox".to_owned()),
        followers_uri: None,
        document: "{}".to_owned(),
        username: name.to_owned(),
        domain: Domain::parse("far.example").unwrap(),
        kind: AccountKind::Person,
        display_name: name.to_owned(),
        note_html: String::new(),
        fields: Vec::new(),
        emojis: Vec::new(),
        avatar_url: None,
        header_url: None,
        is_locked: false,
        is_discoverable: true,
        is_indexable: true,
        created_at: None,
    }
}

fn remote_post(author: AccountId, slug: &str, audience: Audience) -> RemotePost {
    RemotePost {
        network: THERE,
        uri: format!("https://far.example/posts/{slug}"),
        url: None,
        author,
        kind: PostKind::Note,
        audience,
        named: Vec::new(),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: format!("<p>{slug}</p>"),
        language: None,
        tags: Vec::new(),
        media: Vec::new(),
        emojis: Vec::new(),
        reply_to: None,
        quote: None,
        poll: None,
        created_at: Time::from_seconds(1_600_000_000),
        edited_at: None,
        policy: InteractionPolicy::default(),
        how: Arrival::Pushed,
    }
}
