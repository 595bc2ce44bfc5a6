//! Groups as a member meets them (FEP-1b12): followed, they pass on what happens in them, and hear what members here do there.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use serde_json::{Value, json};
use social::post::Draft;
use social::{Found, PostView};

use crate::pair::{Pair, id};
use crate::peer::{PUBLIC, Peer, Person};
use crate::support::until;

/// A group on one server, which Alice follows, and Carol on another, who posts in it.
struct Club {
    pair: Pair,
    /// Where the group is.
    there: Peer,
    hills: Person,
    far: Peer,
    carol: Person,
}

impl Club {
    async fn start() -> Self {
        let (pair, there, far) = (
            Pair::start().await,
            Peer::start().await,
            Peer::start().await,
        );
        let (hills, carol) = (there.person("hills"), far.person("carol"));
        let mut actor = hills.actor();
        actor["type"] = json!("Group");
        there.publish("/users/hills", &actor);
        let club = Self {
            pair,
            there,
            hills,
            far,
            carol,
        };
        club.follow().await;
        club
    }

    async fn follow(&self) {
        let social = &self.pair.home.social;
        let Some(Found::Account(group)) = social.resolve(&self.hills.id).await.unwrap() else {
            panic!("the group is not found")
        };
        let asked = social.follow(
            &self.pair.alice,
            group,
            social::relation::FollowOptions::default(),
        );
        asked.await.unwrap();
        let mut follow = self.hills.about(ActivityKind::Follow, 900, &self.hills.id);
        follow["actor"] = json!(self.pair.actor());
        let accept = self
            .hills
            .activity(ActivityKind::Accept, 901, ObjectRef::Inline(follow));
        self.deliver(&accept).await;
    }

    async fn deliver(&self, activity: &Value) {
        let answer = self.hills.deliver(&self.pair.home, activity).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        self.pair.home.network.chores_done().await;
    }

    /// Carol's page, as her server shows it.
    fn page(&self, words: &str) -> Value {
        let mut page = self.carol.note(1, words);
        page["type"] = json!("Page");
        page["name"] = json!("Heights");
        page["audience"] = json!(self.hills.id);
        page["to"] = json!([self.hills.id, PUBLIC]);
        self.far.publish("/notes/1", &page);
        page
    }

    /// The group passes on what somebody did.
    async fn announce(&self, number: u32, activity: Value) {
        let mut announce =
            self.hills
                .activity(ActivityKind::Announce, number, ObjectRef::Inline(activity));
        announce["to"] = json!([PUBLIC]);
        announce["cc"] = json!([self.hills.followers()]);
        self.deliver(&announce).await;
    }

    async fn posted(&self) -> (Value, PostView) {
        let page = self.page("How high are they?");
        self.announce(1, self.carol.create(1, &page)).await;
        let post = self.pair.seen(id(&page)).await.expect("it came");
        (page, post)
    }

    /// What the group was sent of a type.
    async fn heard(&self, kind: &str) -> Value {
        self.pair.home.publish().await;
        until("the group hears of it", || async {
            !self.there.delivered_of(kind).is_empty()
        })
        .await;
        self.there.delivered_of(kind).remove(0)
    }
}

/// Proves: FEP-1b12; Lemmy
#[tokio::test]
async fn what_happens_in_a_group_comes_and_is_believed_of_its_own_servers() {
    let club = Club::start().await;
    let (page, post) = club.posted().await;
    assert_eq!(post.account.uri, club.carol.id);
    assert_eq!(post.boosts_count, 1);

    // The group may say that it was changed; what it is now, its own server says.
    let mut forged = page.clone();
    forged["content"] = json!("<p>Buy gold</p>");
    club.page("How high are they, really?");
    let update = club
        .carol
        .activity(ActivityKind::Update, 2, ObjectRef::Inline(forged));
    club.announce(2, update).await;
    let post = club.pair.seen(id(&page)).await.unwrap();
    assert!(post.html.contains("really"), "{}", post.html);

    let delete = club.carol.about(ActivityKind::Delete, 3, id(&page));
    club.announce(3, delete.clone()).await;
    assert!(
        club.pair.seen(id(&page)).await.is_some(),
        "it is still there"
    );
    club.far.remove("/notes/1", 410);
    club.announce(4, delete).await;
    assert!(club.pair.seen(id(&page)).await.is_none());
}

/// A group's server speaks for its own people; whoever is elsewhere must have signed it themselves.
///
/// Proves: FEP-1b12; Lemmy
#[tokio::test]
async fn votes_that_a_group_passes_on_count_when_somebody_vouches_for_them() {
    let club = Club::start().await;
    let (page, post) = club.posted().await;
    let likes = async || club.pair.seen(id(&page)).await.unwrap().likes_count;
    assert_eq!(post.likes_count, 0);
    let neighbour = club.there.person("dave");
    let like = neighbour.about(ActivityKind::Like, 10, id(&page));
    club.announce(10, like.clone()).await;
    assert_eq!(likes().await, 1);
    // The same vote again, inside another activity, is one vote.
    club.announce(11, like.clone()).await;
    assert_eq!(likes().await, 1);
    let proved = club.carol.prove(
        &club.pair.home,
        club.carol.about(ActivityKind::Like, 12, id(&page)),
    );
    club.announce(12, proved).await;
    assert_eq!(likes().await, 2);
    let undo = neighbour.activity(ActivityKind::Undo, 13, ObjectRef::Inline(like));
    club.announce(13, undo).await;
    assert_eq!(likes().await, 1);
}

/// Proves: FEP-171b
#[tokio::test]
async fn what_was_added_to_a_conversation_comes_from_whoever_began_it() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let root = pair.bob.note(1, "Shall we meet?");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &root))
        .await;
    let carol = far.person("carol");
    let add = |number: u32, activity: &Value| {
        let mut add = pair.bob.activity(
            ActivityKind::Add,
            number,
            ObjectRef::Inline(activity.clone()),
        );
        add["target"] = json!({"type": "OrderedCollection", "id": pair.peer.url("/contexts/1"), "attributedTo": pair.bob.id});
        add
    };
    let answer = |number: u32, words: &str| {
        let mut note = carol.note(number, words);
        note["inReplyTo"] = root["id"].clone();
        note
    };
    // One that nobody vouches for is asked for where it should be, and is not there.
    let forged = answer(2, "Never");
    let wrong = add(20, &carol.create(2, &forged));
    pair.bob.deliver(&pair.home, &wrong).await;
    assert!(pair.seen(id(&forged)).await.is_none());
    let shown = answer(3, "Gladly");
    far.publish("/notes/3", &shown);
    let mut told = carol.create(3, &shown);
    told["object"]["content"] = json!("<p>Never ever</p>");
    pair.bob.deliver(&pair.home, &add(21, &told)).await;
    let post = pair.seen(id(&shown)).await.expect("it is there");
    assert!(post.html.contains("Gladly"), "{}", post.html);
    // One with a proof is believed as it stands.
    let proved = answer(4, "Tomorrow");
    let create = carol.prove(&pair.home, carol.create(4, &proved));
    pair.bob.deliver(&pair.home, &add(22, &create)).await;
    assert!(pair.seen(id(&proved)).await.is_some());
    assert_eq!(far.asked("/notes/4"), 0);
    // An account's doings are told by nobody else, whatever vouches for them.
    let follow = carol.prove(
        &pair.home,
        carol.about(ActivityKind::Follow, 5, &pair.actor()),
    );
    pair.bob.deliver(&pair.home, &add(23, &follow)).await;
    let followers = pair
        .home
        .social
        .account(pair.alice.viewer(), pair.alice.account_id);
    assert_eq!(followers.await.unwrap().followers_count, 0);
}

#[tokio::test]
async fn votes_that_a_group_passes_on_and_deletions_by_others_change_nothing() {
    let club = Club::start().await;
    let (page, _) = club.posted().await;
    let like = club.carol.about(ActivityKind::Like, 5, id(&page));
    club.announce(5, like).await;
    club.far.remove("/notes/1", 410);
    let stranger = club.pair.bob.about(ActivityKind::Delete, 6, id(&page));
    let mut announce = club
        .hills
        .activity(ActivityKind::Announce, 6, ObjectRef::Inline(stranger));
    announce["to"] = json!([PUBLIC]);
    club.hills.deliver(&club.pair.home, &announce).await;
    let post = club.pair.seen(id(&page)).await.expect("it stays");
    assert_eq!(post.likes_count, 0);
}

/// Proves: FEP-1b12
#[tokio::test]
async fn answers_and_votes_reach_the_group_and_are_taken_back_there() {
    let club = Club::start().await;
    let (_, post) = club.posted().await;
    let (social, alice) = (&club.pair.home.social, &club.pair.alice);
    social.like(alice, post.id).await.unwrap();
    assert_eq!(club.heard("Like").await["cc"], json!([club.hills.id]));
    social.unlike(alice, post.id).await.unwrap();
    assert_eq!(club.heard("Undo").await["object"]["type"], "Like");

    let draft = Draft {
        text: "Four thousand".to_owned(),
        reply_to: Some(post.id),
        ..Draft::default()
    };
    let answer = social.create_post(alice, draft).await.unwrap();
    let note = club.heard("Create").await["object"].clone();
    assert_eq!(note["audience"], json!(club.hills.id));
    let copied: Vec<&str> = note["cc"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(copied.contains(&club.hills.id.as_str()), "{note}");
    assert!(copied.contains(&club.carol.id.as_str()), "{note}");
    social.delete_post(alice, answer.id).await.unwrap();
    assert_eq!(
        club.heard("Delete").await["object"]["id"],
        json!(answer.uri)
    );
}

#[tokio::test]
async fn what_is_not_for_everyone_does_not_reach_the_group() {
    let club = Club::start().await;
    let (_, post) = club.posted().await;
    let draft = Draft {
        text: "Just between us".to_owned(),
        reply_to: Some(post.id),
        audience: Some(model::Audience::Followers),
        ..Draft::default()
    };
    let social = &club.pair.home.social;
    social.create_post(&club.pair.alice, draft).await.unwrap();
    social.like(&club.pair.alice, post.id).await.unwrap();
    club.heard("Like").await;
    assert_eq!(club.there.delivered_of("Create"), Vec::<Value>::new());
}
