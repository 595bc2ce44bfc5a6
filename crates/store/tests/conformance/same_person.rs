//! One person on two networks: both say so, and what they write on both is on the home feed once.

use folkmoot_store::account::{Mark, NewAccount};
use folkmoot_store::identity::IdentityRow;
use folkmoot_store::{Result, Tx, Window, account, identity, post, relation};

use super::people::{ALICE, CAROL, follow, move_in};
use super::posts::new_post;
use super::transcript::{say, say_unordered, tell};

const ALL: Window = Window::newest(50);
/// Carol on another network.
const CAROLA: i64 = 13;
const PAGE: &str = "https://there.example/@carol";
const DID: &str = "did:plc:carol";

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn carola(tx: &mut Tx) -> Result<()> {
    move_in(tx)?;
    let new = NewAccount {
        id: CAROLA,
        domain_id: 2,
        username: "carola".into(),
        kind: "person".into(),
        created_at: 100,
        fetched_at: Some(100),
        ..NewAccount::default()
    };
    account::insert(tx, &new)?;
    let face = IdentityRow {
        network: "atproto".into(),
        uri: DID.into(),
        account_id: CAROLA,
        host: "there.example".into(),
        document: "{}".into(),
        ..IdentityRow::default()
    };
    identity::upsert(tx, &face)
}

#[test]
fn one_person_on_two_networks() {
    tell("one_person_on_two_networks", |tx, log| {
        carola(tx)?;
        let (page, did) = (names(&[PAGE]), names(&[DID]));
        say!(log, same_person::set_names(tx, CAROLA, &did, &page));
        say!(log, same_person::join(tx, CAROLA, 400));
        // Whoever is claimed says nothing of it, or of somebody else.
        say!(log, same_person::set_names(tx, CAROL, &page, &[]));
        say!(log, same_person::join(tx, CAROL, 401));
        say!(log, same_person::set_names(tx, ALICE, &[], &did));
        say!(log, same_person::join(tx, ALICE, 402));
        // Both say so.
        say!(log, same_person::set_names(tx, CAROL, &page, &did));
        say!(log, same_person::join(tx, CAROL, 403));
        say!(log, same_person::join(tx, CAROLA, 404));
        say!(log, same_person::of(tx, CAROL));
        say_unordered!(log, account::load(tx, &[CAROL, CAROLA]));
        // One of them does no longer.
        say!(log, same_person::set_names(tx, CAROLA, &did, &[]));
        say!(log, same_person::join(tx, CAROLA, 405));
        say!(log, same_person::of(tx, CAROL));
        Ok(())
    });
}

#[test]
fn what_is_written_on_two_networks() {
    tell("what_is_written_on_two_networks", |tx, log| {
        carola(tx)?;
        let (page, did) = (names(&[PAGE]), names(&[DID]));
        folkmoot_store::same_person::set_names(tx, CAROLA, &did, &page)?;
        folkmoot_store::same_person::set_names(tx, CAROL, &page, &did)?;
        folkmoot_store::same_person::join(tx, CAROL, 400)?;
        relation::insert_follow(tx, &follow(20, ALICE, CAROL, 1), 1)?;
        relation::insert_follow(tx, &follow(21, ALICE, CAROLA, 1), 1)?;
        post::insert(tx, &new_post(100, CAROL))?;
        let mut copy = new_post(101, CAROLA);
        copy.copy_of = Some(100);
        post::insert(tx, &copy)?;
        post::insert(tx, &new_post(102, CAROLA))?;
        let who = [CAROL, CAROLA];
        say!(log, same_person::wrote(tx, &who, (50, 101), 0, 10));
        say!(log, same_person::wrote(tx, &who, (50, 200), 100, 10));
        say!(log, feed::home(tx, ALICE, 1, &ALL));
        // Whoever does not see the first sees the second.
        say!(log, account::set_mark(tx, CAROL, Mark::Away, Some(5)));
        say!(log, feed::home(tx, ALICE, 1, &ALL));
        say!(log, account::set_mark(tx, CAROL, Mark::Away, None));
        say!(log, relation::delete_follow(tx, ALICE, CAROL));
        say!(log, feed::home(tx, ALICE, 1, &ALL));
        relation::insert_follow(tx, &follow(22, ALICE, CAROL, 1), 1)?;
        say!(log, feed::home(tx, ALICE, 1, &ALL));
        say!(log, same_person::set_names(tx, CAROLA, &did, &[]));
        say!(log, same_person::join(tx, CAROLA, 500));
        say!(log, feed::home(tx, ALICE, 1, &ALL));
        Ok(())
    });
}
