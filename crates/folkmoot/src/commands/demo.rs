//! `folkmoot demo`: a lively place to look around in. Nothing is kept.

use std::collections::HashMap;
use std::time::Instant;

use anyhow::{Context as _, Result};
use model::{Audience, PostId};
use social::caller::{Role, Via};
use social::community::{CommunityUpdate, Registration};
use social::member::{NewMember, ProfileUpdate};
use social::post::Draft;
use social::relation::FollowOptions;
use social::{Caller, Social};

use super::say;
use crate::config::Config;
use crate::start::start;
use crate::{serve, wire};

/// Everybody's password in the demonstration.
const PASSWORD: &str = "try-folkmoot";

struct Person {
    name: &'static str,
    shown: &'static str,
    about: &'static str,
}

const PEOPLE: [Person; 7] = [
    Person {
        name: "ada",
        shown: "Ada Marsh",
        about: "Looks after this place. Radio, maps, long walks. Ask me anything about how we run things.",
    },
    Person {
        name: "yusuf",
        shown: "Yusuf Demir",
        about: "Bakery on Mill Lane. Sourdough is a lifestyle, not a hobby. #bread",
    },
    Person {
        name: "linnea",
        shown: "Linnea Öberg",
        about: "Ornithologist. I count birds so you don't have to. #birds",
    },
    Person {
        name: "tomas",
        shown: "Tomás Rivera",
        about: "Bike repair, Thursdays at the hall. Bring your squeaks.",
    },
    Person {
        name: "noor",
        shown: "نور الحسن",
        about: "أكتب عن الكتب والمدن والقهوة.",
    },
    Person {
        name: "mei",
        shown: "Mei Tanaka",
        about: "Ceramics and quiet mornings. 静かな朝。",
    },
    Person {
        name: "jonah",
        shown: "Jonah Whitfield",
        about: "Choir, kitchen garden, too many books.",
    },
];

/// One post: who, what, a warning, the post it answers (by its place in this list).
struct Line {
    by: &'static str,
    text: &'static str,
    warning: &'static str,
    answers: Option<usize>,
}

const fn line(by: &'static str, text: &'static str) -> Line {
    Line {
        by,
        text,
        warning: "",
        answers: None,
    }
}

const fn answer(by: &'static str, to: usize, text: &'static str) -> Line {
    Line {
        by,
        text,
        warning: "",
        answers: Some(to),
    }
}

const LINES: [Line; 20] = [
    line(
        "ada",
        "Welcome to the moot! This is our own corner of the open social web: no ads, no algorithm, just people who agreed to be kind to each other. Say hello with #introductions.",
    ),
    line(
        "jonah",
        "Hello, I'm Jonah. I sing second tenor, grow more courgettes than anyone needs, and I'm here because @ada promised there would be no algorithm. #introductions",
    ),
    answer(
        "linnea",
        1,
        "@jonah Welcome! I will trade you one list of warblers for one courgette.",
    ),
    answer(
        "jonah",
        2,
        "@linnea Deal. You may regret it, they are the size of a canoe.",
    ),
    line(
        "linnea",
        "First wryneck of the year at the reservoir this morning, sitting on the fence as if it had always been there. 4° and no wind. #birds",
    ),
    answer(
        "mei",
        4,
        "@linnea I glazed a bowl this colour last week without knowing it was a bird.",
    ),
    line(
        "yusuf",
        "Tomorrow's loaves: rye with caraway, the plain white, and a small batch of walnut. Come early for the walnut. #bread",
    ),
    answer(
        "tomas",
        6,
        "@yusuf Two walnut, please. I'll true your delivery bike's wheel in return.",
    ),
    answer(
        "yusuf",
        7,
        "@tomas That wheel has been wobbling since spring. You have a deal.",
    ),
    line(
        "tomas",
        "Repair evening is on Thursday at 18:30 in the hall. Last time: 11 bikes, 2 prams, 1 accordion (we tried). Everyone welcome, tools are there. #repair",
    ),
    line(
        "noor",
        "قرأت اليوم عن مدينة كانت تغلق أبوابها عند الغروب، ولا يبقى مفتوحًا إلا المقهى. #كتب",
    ),
    answer(
        "mei",
        10,
        "@noor That sounds like a place where I could finish a book.",
    ),
    line(
        "mei",
        "Opened the kiln. Three survivors, one very interesting accident. The accident is my favourite. #ceramics",
    ),
    line(
        "ada",
        "How we decide things here: the agenda is open until Sunday, everyone can add to it, and the notes go up the same evening. This month: do we want a tool library? #moot",
    ),
    answer(
        "tomas",
        13,
        "@ada Yes to the tool library. I can give it a shelf and a book to sign.",
    ),
    answer(
        "jonah",
        13,
        "@ada Yes, and could it include the big jam pot?",
    ),
    Line {
        by: "jonah",
        text: "The murderer was the gardener. I am a gardener. I have never felt so seen.",
        warning: "Ending of the book club's June novel",
        answers: None,
    },
    line(
        "linnea",
        "Counting swifts over the mill at 20:00 tonight. Bring a neck that bends. https://example.org/swifts",
    ),
    line(
        "yusuf",
        "Somebody left a blue scarf on the bench outside. It is warm, by the oven, waiting for you.",
    ),
    line("mei", "朝の光が窯の中まで届いた。今日はいい日になりそう。"),
];

const BOOSTS: [(&str, usize); 6] = [
    ("ada", 4),
    ("tomas", 6),
    ("linnea", 9),
    ("jonah", 13),
    ("yusuf", 12),
    ("mei", 10),
];

/// Makes the place and serves it.
pub(crate) async fn run(mut config: Config) -> Result<()> {
    let began = Instant::now();
    serve::install_provider();
    let folder = std::env::temp_dir().join(format!("folkmoot-demo-{}", std::process::id()));
    config.data.clone_from(&folder);
    config.database = None;
    config.dev = true;
    let done = show(&config, began).await;
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        tracing::warn!(%error, folder = %folder.display(), "the demonstration's folder could not be removed");
    }
    done
}

async fn show(config: &Config, began: Instant) -> Result<()> {
    let started = start(config).await?;
    let door = serve::Door::open(config).await?;
    wire::connect(&started.social, config)?;
    say("Inviting a few people…");
    seed(&started.social)
        .await
        .context("The demonstration could not be set up.")?;
    say(&format!(
        "Log in as ada (who looks after the place), {}, … with the password {PASSWORD}",
        "yusuf, linnea"
    ));
    super::serve::until_stopped(config, started, door, began).await
}

async fn seed(social: &Social) -> Result<()> {
    let callers = invite(social).await?;
    let who = |name: &str| {
        callers
            .get(name)
            .with_context(|| format!("nobody is called {name}"))
    };
    let ada = who("ada")?;
    let update = CommunityUpdate {
        name: Some("The Moot at Mill Lane".to_owned()),
        description: Some("Neighbours, makers and bird counters. A demonstration with made-up people; everything is gone when it stops.".to_owned()),
        registration: Some(Registration::Open),
        contact_account: Some(ada.account_id),
        ..CommunityUpdate::default()
    };
    social.update_community(ada, update).await?;
    for follower in callers.values() {
        for followee in callers
            .values()
            .filter(|followee| followee.account_id != follower.account_id)
        {
            social
                .follow(follower, followee.account_id, FollowOptions::default())
                .await?;
        }
    }
    let mut posts: Vec<PostId> = Vec::new();
    for line in &LINES {
        let draft = Draft {
            text: line.text.to_owned(),
            warning: line.warning.to_owned(),
            audience: Some(Audience::Public),
            reply_to: line.answers.and_then(|place| posts.get(place).copied()),
            ..Draft::default()
        };
        posts.push(social.create_post(who(line.by)?, draft).await?.id);
    }
    for (name, place) in BOOSTS {
        let post = *posts.get(place).context("a boost of nothing")?;
        social.boost(who(name)?, post, None).await?;
    }
    for (place, post) in posts.iter().enumerate() {
        for (reader, caller) in callers.values().enumerate() {
            if (place + reader) % 3 == 0 {
                social.like(caller, *post).await?;
            }
        }
    }
    Ok(())
}

async fn invite(social: &Social) -> Result<HashMap<&'static str, Caller>> {
    let mut callers = HashMap::new();
    for person in &PEOPLE {
        let role = if person.name == "ada" {
            Role::Admin
        } else {
            Role::Member
        };
        let new = NewMember {
            username: person.name.to_owned(),
            email: format!("{}@example.org", person.name),
            password: PASSWORD.to_owned(),
            role,
        };
        let caller = Caller {
            account_id: social.create_member(new).await?,
            role,
            via: Via::Console,
        };
        let profile = ProfileUpdate {
            display_name: Some(person.shown.to_owned()),
            note: Some(person.about.to_owned()),
            is_discoverable: Some(true),
            ..ProfileUpdate::default()
        };
        social.update_profile(&caller, profile).await?;
        callers.insert(person.name, caller);
    }
    Ok(callers)
}
