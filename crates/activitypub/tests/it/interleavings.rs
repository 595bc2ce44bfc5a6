//! In whatever order activities come, however often, and whatever is forged in between: the end is the same.
//!
//! Each round is a small story: a post of ours is liked, boosted, reacted to and answered by two people elsewhere, one of whom also
//! writes, edits and perhaps deletes a post. Everything is delivered once or more, in any order, half of it with a forgery
//! beside it. What a reader sees afterwards is what the people did, and nothing else.

use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::signature::Scheme;
use http::Method;
use model::Audience;
use serde_json::{Value, json};
use social::PostView;

use crate::actors::post;
use crate::pair::{Pair, id};
use crate::peer::Person;

/// Chance that can be had again: xorshift.
struct Chance(u64);

impl Chance {
    /// From `FOLKMOOT_TEST_SEED`, or always the same.
    fn new() -> Self {
        let wish = std::env::var("FOLKMOOT_TEST_SEED").ok();
        let seed = wish.and_then(|text| text.parse().ok());
        let seed = seed.unwrap_or(20_261_123);
        println!("FOLKMOOT_TEST_SEED={seed}");
        Self(seed | 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }

    fn happens(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// Something that is delivered: by whom it is signed, and what.
struct Sent<'a> {
    signer: &'a Person,
    activity: Value,
    /// Changed after it was signed.
    is_altered: bool,
}

/// Those who are elsewhere.
struct People<'a> {
    bob: &'a Person,
    carol: &'a Person,
    mallory: &'a Person,
}

struct Round<'a> {
    people: &'a People<'a>,
    first: u32,
    sent: Vec<Sent<'a>>,
}

impl<'a> Round<'a> {
    /// A number for the next id.
    fn number(&self) -> u32 {
        self.first + u32::try_from(self.sent.len()).unwrap()
    }

    fn send(&mut self, signer: &'a Person, activity: Value) {
        self.sent.push(Sent {
            signer,
            activity,
            is_altered: false,
        });
    }

    /// Something is done, and perhaps taken back; gives whether it stands.
    fn do_and_undo(&mut self, by: &'a Person, activity: Value, chance: &mut Chance) -> bool {
        let is_undone = chance.happens();
        if is_undone {
            // Some carry along what they take back, some only name it.
            let object = if chance.happens() {
                ObjectRef::Inline(activity.clone())
            } else {
                ObjectRef::Uri(id(&activity).to_owned())
            };
            let undo = by.activity(ActivityKind::Undo, self.number(), object);
            self.send(by, undo);
        }
        self.send(by, activity);
        !is_undone
    }

    /// A post, its edits, perhaps its end; gives how it reads at last.
    fn write(&mut self, by: &'a Person, mut note: Value, chance: &mut Chance) -> Option<String> {
        let create = by.create(self.number(), &note);
        self.send(by, create);
        let mut reads = note["content"].as_str().unwrap().to_owned();
        for edit in 1..=chance.below(4) {
            reads = format!("<p>edit {edit}</p>");
            note["content"] = json!(reads);
            note["updated"] = json!(format!("2027-01-15T07:00:0{edit}Z"));
            let object = ObjectRef::Inline(note.clone());
            let update = by.activity(ActivityKind::Update, self.number(), object);
            self.send(by, update);
        }
        if chance.below(4) == 0 {
            let delete = by.about(ActivityKind::Delete, self.number(), id(&note));
            self.send(by, delete);
            return None;
        }
        Some(reads)
    }

    /// Beside half of everything, something that somebody else made up.
    fn forge(&mut self, chance: &mut Chance) {
        for place in 0..self.sent.len() {
            if !chance.happens() {
                continue;
            }
            let (right, number) = (&self.sent[place], self.number());
            let (author, mut activity) = (right.signer, right.activity.clone());
            let other = if author.id == self.people.bob.id {
                self.people.carol
            } else {
                self.people.bob
            };
            let forged = match chance.below(5) {
                // In the name of its author, by another key.
                0 => Sent {
                    signer: self.people.mallory,
                    activity,
                    is_altered: false,
                },
                // Changed on the way.
                1 => Sent {
                    signer: author,
                    activity,
                    is_altered: true,
                },
                // Somebody else of the same server takes it back.
                2 => {
                    let object = ObjectRef::Inline(activity);
                    Sent {
                        signer: other,
                        activity: other.activity(ActivityKind::Undo, number, object),
                        is_altered: false,
                    }
                }
                // Or deletes what it is about.
                3 => {
                    let about = activity["object"]["id"].as_str();
                    let about = about.unwrap_or_else(|| id(&activity)).to_owned();
                    Sent {
                        signer: other,
                        activity: other.about(ActivityKind::Delete, number, &about),
                        is_altered: false,
                    }
                }
                // Or says that it is theirs, under its own id.
                _ => {
                    activity["actor"] = json!(other.id);
                    if activity["object"].is_object() {
                        activity["object"]["content"] = json!("<p>forged</p>");
                    }
                    activity["id"] = json!(format!("{}-forged", id(&activity)));
                    activity["type"] = json!(match activity["type"].as_str() {
                        Some("Create" | "Update") => "Update",
                        _ => "Undo",
                    });
                    Sent {
                        signer: other,
                        activity,
                        is_altered: false,
                    }
                }
            };
            self.sent.push(forged);
        }
    }

    /// Delivers everything, some of it more than once, in any order.
    async fn deliver(&self, pair: &Pair, chance: &mut Chance) {
        let mut order: Vec<usize> = (0..self.sent.len()).collect();
        for place in 0..self.sent.len() {
            if chance.below(3) == 0 {
                order.push(place);
            }
        }
        for place in (1..order.len()).rev() {
            order.swap(place, chance.below(place + 1));
        }
        for place in order {
            let sent = &self.sent[place];
            let mut body = sent.activity.to_string().into_bytes();
            let scheme = if chance.happens() {
                Scheme::Rfc9421
            } else {
                Scheme::Cavage
            };
            let headers = sent.signer.sign_for(&pair.home, scheme, "/ap/inbox", &body);
            if sent.is_altered {
                body.push(b' ');
            }
            let answer = pair
                .home
                .ask(Method::POST, "/ap/inbox", headers, body)
                .await;
            assert!(
                !answer.status.is_server_error(),
                "{}: {}",
                answer.status,
                sent.activity
            );
        }
    }
}

async fn round(pair: &Pair, people: &People<'_>, number: u32, chance: &mut Chance) {
    let ours = post(
        &pair.home,
        &pair.alice,
        "What do you say?",
        Audience::Public,
    )
    .await;
    let mut round = Round {
        people,
        first: (number + 1) * 100,
        sent: Vec::new(),
    };
    let (bob, carol) = (people.bob, people.carol);
    let about =
        |by: &Person, kind, round: &Round<'_>| by.about(kind, round.number() + 50, &ours.uri);
    let like = about(bob, ActivityKind::Like, &round);
    let likes = i64::from(round.do_and_undo(bob, like, chance));
    let boost = {
        let mut boost = about(carol, ActivityKind::Announce, &round);
        boost["to"] = json!(["https://www.w3.org/ns/activitystreams#Public"]);
        boost
    };
    let boosts = i64::from(round.do_and_undo(carol, boost, chance));
    let mut fire = about(carol, ActivityKind::EmojiReact, &round);
    fire["content"] = json!("🔥");
    let reactions = usize::from(round.do_and_undo(carol, fire, chance));
    let note = bob.note(number * 2, "as it was written");
    let note_uri = id(&note).to_owned();
    let reads = round.write(bob, note, chance);
    let mut answer = carol.note(number * 2 + 1, "an answer");
    answer["inReplyTo"] = json!(ours.uri);
    let answer_uri = id(&answer).to_owned();
    let answered = round.write(carol, answer, chance);
    round.forge(chance);
    round.deliver(pair, chance).await;

    let text = |seen: Option<PostView>| seen.map(|seen| seen.html);
    assert_eq!(text(pair.seen(&note_uri).await), reads, "round {number}");
    assert_eq!(
        text(pair.seen(&answer_uri).await),
        answered,
        "round {number}"
    );
    let ours = pair.seen(&ours.uri).await.unwrap();
    let counts = (ours.likes_count, ours.boosts_count, ours.reactions.len());
    assert_eq!(counts, (likes, boosts, reactions), "round {number}");
    let answers = i64::from(answered.is_some());
    assert_eq!(ours.replies_count, answers, "round {number}");
}

async fn rounds(count: u32) {
    let pair = Pair::start().await;
    let (carol, mallory) = (pair.peer.person("carol"), pair.peer.person("mallory"));
    for person in [&carol, &mallory] {
        pair.home.social.resolve(&person.id).await.unwrap();
    }
    let people = People {
        bob: &pair.bob,
        carol: &carol,
        mallory: &mallory,
    };
    let mut chance = Chance::new();
    for number in 0..count {
        round(&pair, &people, number, &mut chance).await;
    }
}

#[tokio::test]
async fn in_any_order_the_end_is_the_same() {
    rounds(150).await;
}

#[tokio::test]
#[ignore = "long: two thousand stories"]
async fn in_two_thousand_orders_the_end_is_the_same() {
    rounds(2_000).await;
}
