//! The viewers, what stands between them and the author, and the posts.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use http::{Method, Request};
use model::audience::Viewer as Kind;
use model::{AccountId, Audience, Facts};
use serde_json::Value;
use social::post::Draft;
use social::{Caller, PostView};
use tower::ServiceExt;

use crate::tests::world::World;

/// Each audience, and the word that stands in a post for it and nowhere else.
pub(super) const AUDIENCES: [(Audience, &str); 6] = [
    (Audience::Public, "zxpublic"),
    (Audience::Quiet, "zxquiet"),
    (Audience::Followers, "zxfollowers"),
    (Audience::Circle, "zxcircle"),
    (Audience::Mentioned, "zxmentioned"),
    (Audience::Local, "zxlocal"),
];

/// What stands between a viewer and the author when the viewer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    Author,
    Follower,
    /// Followed when the posts were written and read them; not any more.
    FormerFollower,
    /// Named in every post, and follows nobody.
    Mentioned,
    /// One of the circle's, who follows.
    Circled,
    /// Followed and read everything; then the author blocked them.
    Blocked,
    /// Follows; then blocked the author.
    Blocking,
    /// Follows; the author mutes them.
    Muted,
    /// Follows, and mutes the author.
    Muting,
    Stranger,
    NoToken,
}

pub(super) use Tie::{
    Author, Blocked, Blocking, Circled, Follower, FormerFollower, Mentioned, Muted, Muting,
    NoToken, Stranger,
};

pub(super) const TIES: [Tie; 11] = [
    Author,
    Follower,
    FormerFollower,
    Mentioned,
    Circled,
    Blocked,
    Blocking,
    Muted,
    Muting,
    Stranger,
    NoToken,
];

impl Tie {
    /// The rule, asked of the one function that has it.
    pub(super) fn may_see(self, audience: Audience) -> bool {
        let follows = matches!(
            self,
            Follower | Circled | Blocked | Blocking | Muted | Muting
        );
        let facts = Facts {
            audience,
            viewer: if self == NoToken {
                Kind::Anyone
            } else {
                Kind::Member
            },
            is_author: self == Author,
            is_named: self == Mentioned || (self == Circled && audience == Audience::Circle),
            is_follower: follows && !matches!(self, Blocked | Blocking),
            author_blocks: self == Blocked,
            viewer_blocks: self == Blocking,
            author_hidden: false,
            is_kept_back: false,
        };
        facts.may_see()
    }

    pub(super) fn words(self) -> BTreeSet<&'static str> {
        let seen = AUDIENCES
            .iter()
            .filter(|(audience, _)| self.may_see(*audience));
        seen.map(|(_, word)| *word).collect()
    }
}

/// The words of the posts that an answer holds.
pub(super) fn words_in(text: &str) -> BTreeSet<&'static str> {
    let words = AUDIENCES.iter().map(|(_, word)| *word);
    words.filter(|word| text.contains(word)).collect()
}

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) author: Caller,
    people: BTreeMap<Tie, (Option<Caller>, String)>,
    pub(super) posts: Vec<PostView>,
}

impl Scene {
    pub(super) async fn new() -> Self {
        let world = World::new().await;
        let mut people = BTreeMap::new();
        for tie in TIES {
            if tie == NoToken {
                people.insert(tie, (None, String::new()));
                continue;
            }
            let name = format!("{tie:?}").to_lowercase();
            let (caller, token) = world.person(&name).await;
            people.insert(tie, (Some(caller), token));
        }
        let author = people[&Author].0.clone().unwrap();
        let scene = Self {
            world,
            author,
            people,
            posts: Vec::new(),
        };
        scene.follow().await;
        scene
    }

    pub(super) fn token(&self, tie: Tie) -> &str {
        &self.people[&tie].1
    }

    fn id(&self, tie: Tie) -> AccountId {
        self.people[&tie].0.as_ref().unwrap().account_id
    }

    /// Something a viewer does; whatever comes of it.
    async fn does(&self, tie: Tie, path: &str, form: &str) -> Value {
        self.world.post(self.token(tie), path, form).await.json
    }

    async fn follow(&self) {
        // Or what a stranger whispers would wait, and not be heard at once.
        let policy = "/api/v2/notifications/policy";
        let form = "for_private_mentions=accept";
        self.world
            .ask(self.token(Mentioned), http::Method::PATCH, policy, form)
            .await
            .ok();
        let path = format!("/api/v1/accounts/{}", self.author.account_id);
        for tie in [
            Follower,
            FormerFollower,
            Circled,
            Blocked,
            Blocking,
            Muted,
            Muting,
        ] {
            self.does(tie, &format!("{path}/follow"), "notify=true")
                .await;
            let list = self.does(tie, "/api/v1/lists", "title=Mine").await;
            let list = list["id"].as_str().unwrap_or("0").to_owned();
            let members = format!("/api/v1/lists/{list}/accounts");
            let form = format!("account_ids[]={}", self.author.account_id);
            self.does(tie, &members, &form).await;
        }
        for tie in TIES.into_iter().filter(|tie| *tie != NoToken) {
            self.does(tie, "/api/v1/tags/zxtag/follow", "").await;
            // Nothing is held back from those who want to hear of everything.
            let policy = "for_private_mentions=accept&for_new_accounts=accept";
            let path = "/api/v2/notifications/policy";
            let token = self.token(tie);
            self.world
                .ask(token, Method::PATCH, path, policy)
                .await
                .ok();
        }
    }

    /// One post for each audience, pinned, kept and liked by all who can.
    pub(super) async fn write(&mut self) {
        for (audience, word) in AUDIENCES {
            let draft = Draft {
                text: format!("{word} @mentioned #zxtag https://elsewhere.example/zx"),
                warning: word.to_owned(),
                audience: Some(audience),
                named: if audience == Audience::Circle {
                    vec![self.id(Circled)]
                } else {
                    Vec::new()
                },
                ..Draft::default()
            };
            let post = self.world.social.create_post(&self.author, draft).await;
            self.posts.push(post.unwrap());
        }
        self.world.settle().await;
        for post in &self.posts {
            for tie in TIES {
                for deed in ["favourite", "bookmark", "pin", "reblog"] {
                    self.does(tie, &format!("/api/v1/statuses/{}/{deed}", post.id), "")
                        .await;
                }
                let answer = format!("status=@author+yes&in_reply_to_id={}", post.id);
                self.does(tie, "/api/v1/statuses", &answer).await;
            }
        }
        self.world.settle().await;
    }

    /// What ends between some viewers and the author.
    pub(super) async fn part(&self) {
        let author = self.author.account_id;
        let deeds = [
            (
                Author,
                format!("{}/remove_from_followers", self.id(FormerFollower)),
            ),
            (Author, format!("{}/block", self.id(Blocked))),
            (Author, format!("{}/mute", self.id(Muted))),
            (Blocking, format!("{author}/block")),
            (Muting, format!("{author}/mute")),
        ];
        for (tie, deed) in deeds {
            let path = format!("/api/v1/accounts/{deed}");
            let done = self.world.post(self.token(tie), &path, "").await;
            assert_eq!(done.status, 200, "{path}: {:?}", done.json);
        }
        self.world.settle().await;
    }

    /// Every id that a viewer has come to know, and those of the posts and their author, which are easy to guess.
    pub(super) async fn ids(&self, tie: Tie) -> BTreeSet<String> {
        let mut ids: BTreeSet<String> = self.posts.iter().map(|post| post.id.to_string()).collect();
        ids.insert(self.author.account_id.to_string());
        for path in [
            "/api/v1/lists",
            "/api/v1/conversations",
            "/api/v1/notifications?limit=10",
            "/api/v1/scheduled_statuses",
        ] {
            let answer = self.world.get(self.token(tie), path).await;
            let items = answer.json.as_array().cloned().unwrap_or_default();
            ids.extend(
                items
                    .iter()
                    .filter_map(|item| Some(item["id"].as_str()?.to_owned())),
            );
        }
        ids
    }

    pub(super) async fn ask(&self, tie: Tie, path: &str) -> (u16, String) {
        let mut request = Request::get(path);
        if !self.token(tie).is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token(tie)));
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        (status, String::from_utf8_lossy(&body.unwrap()).into_owned())
    }
}
