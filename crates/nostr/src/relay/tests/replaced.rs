//! What replaces what its author said before (NIP-01).

use super::*;

#[tokio::test]
async fn profiles_and_lists_of_follows_replace_older_ones() {
    let world = World::new().await;
    let mut app = world.app().await;
    for kind in [0, 3, 10_003] {
        let (old, new) = (
            event(&alice(), kind, 70, &[], "{}"),
            event(&alice(), kind, 10, &[], "{\"a\":1}"),
        );
        app.publish_all(&[old.clone(), new.clone()]).await;
        let filter = json!({ "kinds": [kind], "authors": [alice().public()] });
        assert_eq!(app.find(filter).await, ids(&[new]));
        // What was replaced is not there by its id either.
        assert!(app.find(json!({ "ids": [old.id] })).await.is_empty());
    }
}

#[tokio::test]
async fn what_is_older_than_what_stands_is_not_kept() {
    let world = World::new().await;
    let mut app = world.app().await;
    for (kind, tags) in [(0, &[][..]), (10_003, &[]), (30_023, &[&["d", "x"][..]])] {
        let (old, new) = (
            event(&alice(), kind, 70, tags, "old"),
            event(&alice(), kind, 10, tags, "new"),
        );
        app.publish_all(std::slice::from_ref(&new)).await;
        let (_, reason) = app.publish(&old).await;
        assert!(reason.starts_with("duplicate: "), "{reason}");
        let filter = json!({ "kinds": [kind] });
        assert_eq!(app.find(filter).await, ids(&[new]));
    }
}

#[tokio::test]
async fn of_two_in_one_second_the_lowest_id_stays() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut two = [
        event(&alice(), 10_003, 10, &[], "one"),
        event(&alice(), 10_003, 10, &[], "two"),
    ];
    two.sort_by_key(|event| event.id);
    let [low, high] = two;
    app.publish_all(&[high]).await;
    app.publish_all(std::slice::from_ref(&low)).await;
    assert_eq!(app.find(json!({ "kinds": [10_003] })).await, ids(&[low]));
}

#[tokio::test]
async fn each_name_author_and_kind_has_its_own() {
    let world = World::new().await;
    let mut app = world.app().await;
    let kept = [
        event(&alice(), 30_023, 10, &[&["d", "one"]], "a"),
        event(&alice(), 30_023, 9, &[&["d", "two"]], "a"),
        event(&alice(), 30_024, 8, &[&["d", "one"]], "a"),
        event(&bob(), 30_023, 7, &[&["d", "one"]], "a"),
        // No name and an empty name are one; of several, the first counts.
        event(&alice(), 30_023, 6, &[], "a"),
        event(&alice(), 30_025, 5, &[&["d", "x"], &["d", "y"]], "a"),
    ];
    app.publish_all(&kept).await;
    app.publish_all(&[event(&alice(), 30_023, 1, &[&["d"]], "b")])
        .await;
    app.publish_all(&[event(&alice(), 30_025, 1, &[&["d", "y"]], "b")])
        .await;
    for gone in &kept[4..5] {
        assert!(app.find(json!({ "ids": [gone.id] })).await.is_empty());
    }
    let all: Vec<_> = kept.iter().map(|event| event.id).collect();
    assert_eq!(app.find(json!({ "ids": all })).await.len(), 5);
}

#[tokio::test]
async fn posts_replace_nothing() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = [
        note(&alice(), 10, "one"),
        note(&alice(), 10, "two"),
        note(&alice(), 5, "one"),
    ];
    app.publish_all(&said).await;
    assert_eq!(app.find(json!({ "kinds": [1] })).await.len(), 3);
}

#[tokio::test]
async fn what_is_found_under_a_name_is_what_stands() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (old, new) = (
        event(&alice(), 30_000, 120, &[&["d", "1"]], "old"),
        event(&alice(), 30_000, 60, &[&["d", "1"]], "new"),
    );
    app.publish_all(&[old, new.clone()]).await;
    let filter = json!({ "authors": [alice().public()], "kinds": [30_000], "#d": ["1"] });
    assert_eq!(app.find(filter).await, ids(&[new]));
}
