//! Files of other servers: kept, counted, looked at and thrown out.

use folkmoot_store::far::{ALL, FarCount, FarRow};
use folkmoot_store::{Result, Tx, far};

use super::transcript::{say, say_unordered, tell};

fn keep(tx: &mut Tx, key: &str, digest: &str, bytes: i64, host: &str, at: i64) -> Result<()> {
    let row = FarRow {
        key: key.into(),
        digest: digest.into(),
        media_type: "image/png".into(),
        bytes,
        host: host.into(),
        last_used_at: at,
    };
    far::insert(tx, &row)
}

#[test]
fn files_of_others_are_counted_as_they_come_and_go() {
    tell("far", |tx, log| {
        keep(tx, "a", "d1", 100, "one.example", 1)?;
        keep(tx, "b", "d2", 50, "one.example", 2)?;
        keep(tx, "c", "d1", 100, "two.example", 3)?;
        say!(log, far::find(tx, "a"));
        say!(log, far::find(tx, "z"));
        say!(log, far::kept_of(tx, ALL));
        keep(tx, "b", "d3", 70, "one.example", 4)?;
        say!(log, far::kept_of(tx, "one.example"));
        say!(log, far::touch(tx, &["a".into(), "z".into()], 9));
        say!(log, far::oldest(tx, 2));
        let digests = ["d1".to_owned(), "d3".to_owned()];
        say!(log, far::digests_in_use(tx, &digests, &["b".into()]));
        say_unordered!(log, far::of_host(tx, "one.example", 9));
        say!(log, far::remove(tx, &["a".into(), "z".into()]));
        let looked = FarCount {
            host: "two.example".into(),
            hits: 5,
            misses: 2,
            failures: 1,
            ..FarCount::default()
        };
        say!(log, far::count(tx, &looked));
        say!(log, far::largest(tx, 9));
        say!(log, far::kept_of(tx, ALL));
        say!(log, far::kept_of(tx, "nowhere.example"));
        Ok(())
    });
}
