//! Leases.

use folkmoot_store::lease;

use super::support::for_each_engine;

#[test]
fn a_lease_has_one_holder_until_it_is_over() {
    for_each_engine("lease", |store| async move {
        let story = store.write(|tx| {
            assert!(lease::acquire(tx, "push", "a", 0, 10)?);
            assert!(!lease::acquire(tx, "push", "b", 9, 20)?);
            assert!(lease::acquire(tx, "other", "b", 9, 20)?);
            assert!(lease::acquire(tx, "push", "a", 9, 30)?);
            assert!(lease::renew(tx, "push", "a", 40)?);
            assert_eq!(lease::find_holder(tx, "push", 39)?.as_deref(), Some("a"));
            assert_eq!(lease::find_holder(tx, "push", 40)?, None);
            assert!(lease::acquire(tx, "push", "b", 40, 50)?);
            assert!(!lease::renew(tx, "push", "a", 60)?);
            assert!(!lease::release(tx, "push", "a")?);
            assert!(lease::release(tx, "push", "b")?);
            assert!(lease::acquire(tx, "push", "a", 41, 50)?);
            assert_eq!(lease::release_all(tx)?, 2);
            lease::acquire(tx, "push", "b", 42, 50)
        });
        assert!(story.await.unwrap());
    });
}
