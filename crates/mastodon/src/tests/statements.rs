//! A page is a fixed number of statements, whatever its length. Counted, not timed.

use super::world::World;

/// How many people write.
const AUTHORS: usize = 5;

/// What the posts of a scene are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Each begins a thread.
    Alone,
    /// All answer the first.
    Answers,
}

/// A world with posts by several people, each naming and liked by the reader, who is told of it.
struct Scene {
    world: World,
    reader: String,
    first: String,
}

impl Scene {
    async fn new(posts: usize, kind: Kind) -> Self {
        let world = World::new().await;
        let (_, reader) = world.person("reader").await;
        let mut authors = Vec::new();
        for number in 0..AUTHORS {
            let (caller, token) = world.person(&format!("author{number}")).await;
            let path = format!("/api/v1/accounts/{}/follow", caller.account_id);
            world.post(&reader, &path, "").await.ok();
            authors.push(token);
        }
        let form = "status=apples+in+the+beginning";
        let first = world.post(&reader, "/api/v1/statuses", form).await.id();
        for (number, author) in (1..posts).zip(authors.iter().cycle()) {
            let mut form = format!("status=apples+{number}+@reader+%23fruit");
            if kind == Kind::Answers {
                form = format!("{form}&in_reply_to_id={first}");
            }
            let post = world.post(author, "/api/v1/statuses", &form).await.id();
            let path = format!("/api/v1/statuses/{post}/favourite");
            world.post(&reader, &path, "").await.ok();
        }
        world.settle().await;
        Self {
            world,
            reader,
            first,
        }
    }

    /// How many statements a request takes that has been asked before, and how many things it answers.
    async fn count(&self, token: &str, path: &str, list: &str) -> (u64, usize) {
        let path = path.replace("{first}", &self.first);
        self.world.get(token, &path).await.ok();
        let before = self.world.store.count_statements();
        let answer = self.world.get(token, &path).await.ok();
        let after = self.world.store.count_statements();
        let found = answer.pointer(list).unwrap();
        (after - before, found.as_array().map_or(1, Vec::len))
    }
}

/// Asserts that a request takes as many statements for a few as for many, and no more than `most`.
async fn check(few: &Scene, many: &Scene, path: &str, list: &str, most: u64) {
    for visitor in [false, true] {
        let token = |scene: &Scene| {
            if visitor {
                String::new()
            } else {
                scene.reader.clone()
            }
        };
        if visitor && (path.contains("home") || path.contains("notifications")) {
            continue;
        }
        let (one, short) = few.count(&token(few), path, list).await;
        let (other, long) = many.count(&token(many), path, list).await;
        println!("{path}: {one} statements for {short}, {other} for {long}");
        assert_eq!(one, other, "{path}: for {short} and for {long}");
        assert!(one <= most, "{path}: {one} statements, more than {most}");
        let is_list = !path.contains("{first}") || !list.is_empty();
        if is_list && !(visitor && path.contains("search")) {
            assert!(long > short, "{path}: {long} is not more than {short}");
        }
    }
}

#[tokio::test]
async fn a_page_is_a_fixed_number_of_statements() {
    let (few, many) = (
        Scene::new(3, Kind::Alone).await,
        Scene::new(42, Kind::Alone).await,
    );
    for (path, list, most) in [
        ("/api/v1/timelines/home?limit=40", "", 6),
        ("/api/v1/timelines/public?limit=40", "", 6),
        ("/api/v1/timelines/tag/fruit?limit=40", "", 8),
        ("/api/v1/notifications?limit=40", "", 8),
        ("/api/v2/notifications?limit=40", "/notification_groups", 10),
        (
            "/api/v2/search?q=apples&limit=40&type=statuses",
            "/statuses",
            7,
        ),
        ("/api/v1/statuses/{first}", "", 6),
    ] {
        check(&few, &many, path, list, most).await;
    }
}

#[tokio::test]
async fn a_thread_of_two_hundred_answers_is_as_many_statements_as_one_of_two() {
    let (few, many) = (
        Scene::new(3, Kind::Answers).await,
        Scene::new(201, Kind::Answers).await,
    );
    check(
        &few,
        &many,
        "/api/v1/statuses/{first}/context",
        "/descendants",
        12,
    )
    .await;
}
