//! Quotes across the border, in both directions.

use model::Permission;
use social::NotificationKind;
use social::notification::NotificationFilter;
use social::view::QuoteState;

use super::hearing::followed;
use super::*;
use crate::map::media::attached;
use crate::wishes::Wish;

/// A post that quotes another one.
fn quoting(text: &str, quoted: &Value) -> Ipld {
    let embed = json!({ "$type": "app.bsky.embed.record", "record": quoted });
    post_with(text, &json!({ "embed": embed }))
}

/// The gate of quotes beside a post.
fn postgate(post: &str, more: &Value) -> Ipld {
    let mut gate = json!({ "$type": "app.bsky.feed.postgate", "post": post, "createdAt": WRITTEN });
    let fields = gate.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    record(&gate)
}

const GATE: &str = "app.bsky.feed.postgate/3kabcdefghij2";
const LINK: &str = "quote-inline";

impl World {
    /// Does what is wished for when one post quotes another.
    async fn look_at_quote(&self, by: &str, quoted: &str) {
        let parse = |uri| at_proto::syntax::AtUri::parse(uri).unwrap();
        let (by, quoted) = (parse(by), parse(quoted));
        let wish = Wish::Quoted { by, quoted };
        self.at.fulfil(&wish).await.unwrap();
    }

    fn named(&self, uri: &str, did: &Did, key: &str) -> Value {
        json!({ "uri": uri, "cid": self.host.cid(did, key).to_string() })
    }

    async fn told_of(&self, who: &Caller) -> Vec<NotificationKind> {
        while self.social.live_step().await.unwrap() == social::journal::Progress::Moved {}
        let told = self
            .social
            .notifications(who, NotificationFilter::default(), ALL);
        told.await
            .unwrap()
            .items
            .iter()
            .map(|one| one.kind)
            .collect()
    }
}

fn state(post: &PostView) -> Option<QuoteState> {
    post.quote.as_ref().map(|quote| quote.state)
}

#[tokio::test]
async fn a_post_of_ours_that_a_stranger_quotes_is_shown_told_and_counted() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let said = world.write(&ann, "Hello").await;
    let quote = quoting("Look", &world.strong_ref(&said).await);
    let stranger = world.host.person("stranger.example", None);
    world.told(&stranger, &[(KEY, Some(quote))]).await;
    let seen = world.known(&uri(&stranger, KEY)).await.unwrap();
    let shown = seen.quote.clone().unwrap();
    assert_eq!(
        (shown.state, shown.post_id),
        (QuoteState::Accepted, Some(said.id))
    );
    assert!(shown.post.unwrap().html.contains("Hello"));
    assert_eq!(seen.html, "<p>Look</p>");
    assert_eq!(world.see(said.id).await.quotes_count, 1);
    assert_eq!(world.told_of(&ann).await, [NotificationKind::Quote]);
    let revoked = world.social.revoke_quote(&ann, said.id, seen.id).await;
    assert_eq!(state(&revoked.unwrap()), Some(QuoteState::Revoked));
    assert!(world.told_of(&ann).await.is_empty());
    // The network is told, beside the post.
    world.settle().await;
    let own = world.social.records_of(said.id.get()).await.unwrap();
    let gate = own
        .iter()
        .find(|own| own.record.collection == "app.bsky.feed.postgate");
    let gate = at_proto::data::decode(&gate.unwrap().record.body).unwrap();
    let detached = crate::map::gate::detached(&gate);
    assert_eq!(detached.len(), 1);
    assert_eq!(detached[0].as_str(), uri(&stranger, KEY));
    let rules = crate::map::gate::policy(None, Some(&gate));
    assert_eq!(rules.quote, Permission::Anyone, "all others may");
    world.told(&stranger, &[(KEY, None)]).await;
    assert_eq!(world.see(said.id).await.quotes_count, 0);
}

#[tokio::test]
async fn what_its_author_here_lets_nobody_quote_is_not_shown_in_a_quote() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let said = world.write(&ann, "Hello").await;
    let closed = world
        .social
        .set_interaction_policy(&ann, said.id, |policy| {
            policy.quote = Permission::Nobody;
        });
    closed.await.unwrap();
    let quote = quoting("Look", &world.strong_ref(&said).await);
    let stranger = world.host.person("stranger.example", None);
    world.told(&stranger, &[(KEY, Some(quote))]).await;
    let seen = world.known(&uri(&stranger, KEY)).await.unwrap();
    let shown = seen.quote.clone().unwrap();
    assert_eq!((shown.state, shown.post_id), (QuoteState::Refused, None));
    assert!(
        shown.post.is_none() && !seen.html.contains(LINK),
        "{}",
        seen.html
    );
    assert_eq!(world.see(said.id).await.quotes_count, 0);
    assert!(world.told_of(&ann).await.is_empty());
}

#[tokio::test]
async fn a_quoted_post_that_nobody_here_has_is_fetched_and_until_then_a_link() {
    let (world, _, zoe, _) = followed().await;
    let author = world.host.person("author.example", None);
    world.host.write(&author, &[(KEY, Some(post("Quoted")))]);
    let (by, quoted) = (uri(&zoe, KEY), uri(&author, KEY));
    let reference = world.named(&quoted, &author, KEY);
    world
        .told(&zoe, &[(KEY, Some(quoting("Look", &reference)))])
        .await;
    let seen = world.known(&by).await.unwrap();
    assert!(state(&seen).is_none() && seen.html.contains(LINK));
    world.look_at_quote(&by, &quoted).await;
    world.look_at_quote(&by, &quoted).await;
    let seen = world.known(&by).await.unwrap();
    assert_eq!(state(&seen), Some(QuoteState::Accepted));
    assert!(!seen.html.contains(LINK), "{}", seen.html);
    assert_eq!(world.known(&quoted).await.unwrap().quotes_count, 1);
    // One that cannot be found stays a link.
    let (other, gone) = (
        format!("{POST}/3kabcdefghij4"),
        uri(&author, "app.bsky.feed.post/3kabcdefghij7"),
    );
    let lost = quoting(
        "Lost",
        &json!({ "uri": gone, "cid": world.host.cid(&author, KEY).to_string() }),
    );
    world.told(&zoe, &[(&other, Some(lost))]).await;
    let wish = Wish::Quoted {
        by: at_proto::syntax::AtUri::parse(&uri(&zoe, &other)).unwrap(),
        quoted: at_proto::syntax::AtUri::parse(&gone).unwrap(),
    };
    assert!(world.at.fulfil(&wish).await.is_err());
    let seen = world.known(&uri(&zoe, &other)).await.unwrap();
    assert!(state(&seen).is_none() && seen.html.contains(LINK));
}

#[tokio::test]
async fn the_gate_beside_a_post_says_who_may_show_it_and_where_not() {
    let (world, _, zoe, _) = followed().await;
    let author = world.host.person("author.example", None);
    let (by, quoted) = (uri(&zoe, KEY), uri(&author, KEY));
    let rules = json!([{ "$type": "app.bsky.feed.postgate#disableRule" }]);
    let closed = postgate(&quoted, &json!({ "embeddingRules": rules }));
    let detached = postgate(&quoted, &json!({ "detachedEmbeddingUris": [by] }));
    world.host.write(&author, &[(KEY, Some(post("Quoted")))]);
    let reference = world.named(&quoted, &author, KEY);
    world
        .told(&zoe, &[(KEY, Some(quoting("Look", &reference)))])
        .await;
    for (gate, said) in [
        (Some(closed), QuoteState::Refused),
        (Some(detached), QuoteState::Revoked),
        (None, QuoteState::Accepted),
    ] {
        world.host.write(&author, &[(GATE, gate)]);
        world.look_at_quote(&by, &quoted).await;
        let seen = world.known(&by).await.unwrap();
        assert_eq!(state(&seen), Some(said));
        let is_shown = seen.quote.unwrap().post.is_some();
        assert_eq!(is_shown, said == QuoteState::Accepted);
    }
}

#[tokio::test]
async fn whoever_is_followed_takes_a_post_out_of_a_quote_and_gives_it_back() {
    let (world, ann, zoe, _) = followed().await;
    world.told(&zoe, &[(KEY, Some(post("Quoted")))]).await;
    let quoted = world.known(&uri(&zoe, KEY)).await.unwrap();
    let draft = Draft {
        text: "Look".to_owned(),
        quote: Some(quoted.id),
        ..Draft::default()
    };
    // Nobody is asked there: the quote stands, here and in the repository.
    let ours = world.social.create_post(&ann, draft).await.unwrap();
    assert_eq!(state(&ours), Some(QuoteState::Accepted));
    world.settle().await;
    let own = world.social.records_of(ours.id.get()).await.unwrap();
    let written = at_proto::data::decode(&own[0].record.body).unwrap();
    assert_eq!(
        attached(&written).quote.unwrap().uri.as_str(),
        uri(&zoe, KEY)
    );
    let by = world.strong_ref(&ours).await["uri"].clone();
    let detached = json!({ "detachedEmbeddingUris": [by, "at://nobody", 5] });
    let gate = postgate(&uri(&zoe, KEY), &detached);
    world.told(&zoe, &[(GATE, Some(gate))]).await;
    assert_eq!(state(&world.see(ours.id).await), Some(QuoteState::Revoked));
    assert_eq!(world.see(quoted.id).await.quotes_count, 0);
    world.told(&zoe, &[(GATE, None)]).await;
    assert_eq!(state(&world.see(ours.id).await), Some(QuoteState::Accepted));
    assert_eq!(world.see(quoted.id).await.quotes_count, 1);
}

#[tokio::test]
async fn an_edit_quotes_something_else_or_nothing() {
    let (world, ann, zoe, _) = followed().await;
    let (one, two) = (
        world.write(&ann, "One").await,
        world.write(&ann, "Two").await,
    );
    for (quoted, counts) in [(Some(&one), (1, 0)), (Some(&two), (0, 1)), (None, (0, 0))] {
        let record = match quoted {
            Some(quoted) => quoting("Look", &world.strong_ref(quoted).await),
            None => post("Look"),
        };
        world.told(&zoe, &[(KEY, Some(record))]).await;
        let counted = (
            world.see(one.id).await.quotes_count,
            world.see(two.id).await.quotes_count,
        );
        assert_eq!(counted, counts);
    }
}
