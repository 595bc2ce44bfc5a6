//! What people arrange for themselves and show of themselves.

use folkmoot_store::account::NewAccount;
use folkmoot_store::answer::AnswerRow;
use folkmoot_store::collection::{ACCEPTED, CollectionRow, ItemRow};
use folkmoot_store::filter::{FilterPostRow, FilterRow, KeywordRow};
use folkmoot_store::recommend::Order;
use folkmoot_store::relay::RelayRow;
use folkmoot_store::{Result, Tx, Window, account, answer, post, relation, relay};

use super::people::{ALICE, BOB, CAROL, follow, move_in};
use super::posts::new_post;
use super::transcript::{say, say_unordered, tell};

const ALL: Window = Window::newest(10);

/// Somebody else who lives elsewhere.
pub(crate) fn stranger(tx: &mut Tx, id: i64) -> Result<()> {
    let new = NewAccount {
        id,
        domain_id: 2,
        username: format!("stranger{id}"),
        kind: "person".into(),
        display_name: String::new(),
        is_discoverable: true,
        created_at: 100,
        fetched_at: Some(100),
    };
    account::insert(tx, &new)
}

#[test]
fn tags_of_people() {
    tell("tags_of_people", |tx, log| {
        move_in(tx)?;
        let mut new = new_post(100, ALICE);
        new.tags = vec!["folk".into(), "moot".into()];
        post::insert(tx, &new)?;
        say!(log, tag::follow(tx, 1, ALICE, "folk"));
        say!(log, tag::follow(tx, 2, ALICE, "folk"));
        say!(log, tag::follow(tx, 3, ALICE, "song"));
        say!(log, tag::followed(tx, ALICE, &ALL));
        say!(log, tag::count_followed(tx, ALICE));
        say!(log, tag::feature(tx, 4, ALICE, "moot"));
        say!(log, tag::feature(tx, 5, ALICE, "moot"));
        say!(log, tag::feature(tx, 6, ALICE, "never"));
        say_unordered!(
            log,
            tag::of_viewer(tx, ALICE, &["folk".into(), "moot".into(), "x".into()])
        );
        say!(log, tag::featured(tx, ALICE));
        say!(log, tag::suggested(tx, ALICE, 10));
        say!(log, tag::unfeature(tx, ALICE, "never"));
        say!(log, tag::unfeature_by_id(tx, BOB, 4));
        say!(log, tag::unfeature_by_id(tx, ALICE, 4));
        say!(log, tag::unfollow(tx, ALICE, "folk"));
        say!(log, tag::followed(tx, ALICE, &ALL));
        Ok(())
    });
}

#[test]
fn filters() {
    tell("filters", |tx, log| {
        move_in(tx)?;
        post::insert(tx, &new_post(100, BOB))?;
        let new = FilterRow {
            id: 1,
            account_id: ALICE,
            title: "Quiet".into(),
            action: "warn".into(),
            contexts: "[\"home\"]".into(),
            expires_at: Some(500),
        };
        say!(log, filter::insert(tx, &new));
        say!(log, filter::find(tx, ALICE, 1));
        say!(log, filter::find(tx, BOB, 1));
        let changed = FilterRow {
            action: "hide".into(),
            expires_at: None,
            ..new
        };
        say!(log, filter::update(tx, &changed));
        say!(log, filter::of_account(tx, ALICE));
        let word = KeywordRow {
            id: 2,
            filter_id: 1,
            keyword: "hello".into(),
            is_whole_word: true,
        };
        say!(log, filter::insert_keyword(tx, &word));
        say!(
            log,
            filter::update_keyword(
                tx,
                &KeywordRow {
                    is_whole_word: false,
                    ..word.clone()
                }
            )
        );
        say!(log, filter::keywords(tx, &[1]));
        say!(log, filter::find_keyword(tx, BOB, 2));
        say!(log, filter::find_keyword(tx, ALICE, 2));
        say!(log, filter::delete_keyword(tx, 9, 2));
        say!(log, filter::delete_keyword(tx, 1, 2));
        let held = FilterPostRow {
            id: 3,
            filter_id: 1,
            post_id: 100,
        };
        say!(log, filter::insert_post(tx, &held));
        say!(
            log,
            filter::insert_post(tx, &FilterPostRow { id: 4, ..held })
        );
        say!(log, filter::posts(tx, &[1]));
        say!(log, filter::find_post(tx, ALICE, 3));
        say!(log, filter::find_post(tx, BOB, 3));
        say!(log, filter::delete_post(tx, 1, 3));
        say!(log, filter::delete(tx, BOB, 1));
        say!(log, filter::delete(tx, ALICE, 1));
        Ok(())
    });
}

#[test]
fn hiding() {
    tell("hiding", |tx, log| {
        move_in(tx)?;
        relation::insert_follow(tx, &follow(20, CAROL, ALICE, 1), 1)?;
        say!(log, hidden::hide_domain(tx, 1, ALICE, "there.example"));
        say!(log, hidden::hide_domain(tx, 2, ALICE, "there.example"));
        say!(log, hidden::domains(tx, ALICE, &ALL));
        say!(log, hidden::count_domains(tx, ALICE));
        say!(log, hidden::is_hidden(tx, ALICE, CAROL));
        say!(log, hidden::is_hidden(tx, ALICE, BOB));
        say!(log, hidden::tied(tx, ALICE, "there.example"));
        say!(log, hidden::forget_told(tx, ALICE, "there.example"));
        say!(log, hidden::set_note(tx, ALICE, CAROL, "met at the market"));
        say!(log, relation::between(tx, ALICE, &[CAROL], 1));
        say!(log, relation::has_followers_here(tx, CAROL));
        say!(
            log,
            relation::followers_at(tx, "activitypub", ALICE, "there.example", 9)
        );
        post::insert(tx, &new_post(100, CAROL))?;
        let seen = post::load(tx, &[100], ALICE, 1)?;
        log.push(format!("her post is hidden: {}", seen[0].seen_by.hidden));
        say!(log, hidden::set_note(tx, ALICE, CAROL, ""));
        say!(log, hidden::show_domain(tx, ALICE, "there.example"));
        say!(log, relation::between(tx, ALICE, &[CAROL], 1));
        Ok(())
    });
}

#[test]
fn recommending() {
    tell("recommending", |tx, log| {
        move_in(tx)?;
        stranger(tx, 100)?;
        for who in [ALICE, BOB, CAROL] {
            account::count_post(tx, who, 1, Some(who))?;
        }
        relation::insert_follow(tx, &follow(20, ALICE, BOB, 1), 1)?;
        relation::insert_follow(tx, &follow(21, BOB, CAROL, 1), 1)?;
        say!(log, recommend::endorse(tx, 1, ALICE, BOB));
        say!(log, recommend::endorse(tx, 2, ALICE, BOB));
        say!(log, recommend::endorsed(tx, ALICE, &ALL));
        for order in [Order::Active, Order::New] {
            say!(log, recommend::directory(tx, 0, order, false, 1, (10, 0)));
        }
        say!(
            log,
            recommend::directory(tx, BOB, Order::Active, true, 1, (10, 0))
        );
        say!(log, recommend::familiar(tx, ALICE, &[CAROL, BOB], 10));
        say!(log, recommend::suggestions(tx, ALICE, 1, 10));
        say!(log, recommend::decline(tx, ALICE, CAROL));
        say!(log, recommend::suggestions(tx, ALICE, 1, 10));
        say!(log, recommend::unendorse(tx, ALICE, BOB));
        say!(log, recommend::endorsed(tx, ALICE, &ALL));
        Ok(())
    });
}

#[test]
fn collections() {
    tell("collections", |tx, log| {
        move_in(tx)?;
        let new = CollectionRow {
            id: 1,
            account_id: ALICE,
            name: "Gardeners".into(),
            description: "They grow things.".into(),
            language: Some("en".into()),
            tag: Some("garden".into()),
            is_sensitive: false,
            is_discoverable: true,
            created_at: 1,
            updated_at: 1,
        };
        say!(log, collection::insert(tx, &new));
        say!(log, collection::find(tx, 1));
        say!(log, collection::count(tx, ALICE));
        let changed = CollectionRow {
            is_discoverable: false,
            updated_at: 2,
            ..new
        };
        say!(log, collection::update(tx, &changed));
        say!(log, collection::of_account(tx, ALICE, true, (10, 0)));
        say!(log, collection::of_account(tx, ALICE, false, (10, 0)));
        let item = ItemRow {
            id: 5,
            collection_id: 1,
            account_id: BOB,
            state: ACCEPTED.into(),
            created_at: 3,
        };
        say!(log, collection::insert_item(tx, &item));
        say!(
            log,
            collection::insert_item(
                tx,
                &ItemRow {
                    id: 6,
                    ..item.clone()
                }
            )
        );
        say!(
            log,
            collection::insert_item(
                tx,
                &ItemRow {
                    id: 7,
                    account_id: CAROL,
                    ..item
                }
            )
        );
        say!(log, collection::items(tx, &[1]));
        say!(log, collection::with_account(tx, BOB, (10, 0)));
        say!(log, collection::revoke_item(tx, 5));
        say!(log, collection::revoke_item(tx, 5));
        say!(log, collection::delete_item(tx, 1, 5));
        say!(log, collection::delete_item(tx, 1, 7));
        say!(log, collection::find_item(tx, 1, 5));
        say!(log, collection::items(tx, &[1]));
        say!(log, collection::delete(tx, 1));
        Ok(())
    });
}

#[test]
fn asking_relays() {
    tell("asking_relays", |tx, log| {
        let relay = |id: i64, inbox: &str| RelayRow {
            id,
            network: "activitypub".to_owned(),
            inbox: inbox.to_owned(),
            followed: "https://www.w3.org/ns/activitystreams#Public".to_owned(),
            actor_uri: None,
            state: relay::ASKED,
            created_at: 7,
        };
        say!(log, relay::insert(tx, &relay(1, "https://r.example/inbox")));
        say!(log, relay::insert(tx, &relay(2, "https://r.example/inbox")));
        say!(log, relay::insert(tx, &relay(3, "https://s.example/inbox")));
        let actor = "https://r.example/actor";
        say!(log, relay::is_accepted(tx, "activitypub", actor));
        say!(log, relay::answered(tx, 1, actor, relay::ACCEPTED));
        say!(log, relay::is_accepted(tx, "activitypub", actor));
        say!(log, relay::is_accepted(tx, "nostr", actor));
        say!(
            log,
            relay::answered(tx, 3, "https://s.example/actor", relay::REFUSED)
        );
        say!(log, relay::all(tx, "activitypub"));
        say!(log, relay::find(tx, 1));
        say!(log, relay::delete(tx, 1));
        say!(log, relay::delete(tx, 1));
        say!(log, relay::find(tx, 1));
        Ok(())
    });
}

#[test]
fn letting_answers_in() {
    tell("letting_answers_in", |tx, log| {
        move_in(tx)?;
        post::insert(tx, &new_post(100, ALICE))?;
        post::insert(tx, &new_post(101, CAROL))?;
        say!(log, post::own_policy(tx, 100));
        say!(log, post::own_policy(tx, 9));
        let answer = AnswerRow {
            post_id: 101,
            owner_id: ALICE,
            state: answer::WAITS,
            request: Some("https://there.example/asks".to_owned()),
            written_uri: None,
        };
        say!(log, answer::find(tx, 101));
        say!(log, answer::set(tx, &answer));
        say!(log, answer::find(tx, 101));
        say!(log, answer::waiting(tx, ALICE, &ALL));
        say!(log, answer::waiting(tx, BOB, &ALL));
        let answer = AnswerRow {
            state: answer::LET_IN,
            request: None,
            written_uri: Some("https://moot.example/stamp".to_owned()),
            ..answer
        };
        say!(log, answer::set(tx, &answer));
        say!(log, answer::find(tx, 101));
        say!(log, answer::waiting(tx, ALICE, &ALL));
        let loaded = post::load(tx, &[101], BOB, 1)?;
        log.push(format!(
            "as whoever shows it finds it: {:?}",
            loaded[0].answer
        ));
        Ok(())
    });
}
