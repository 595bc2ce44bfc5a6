//! What many want at once and few may have: the last use of an invite, the set-up of the community, a code.

use folkmoot_store::invite::InviteRow;
use folkmoot_store::oauth::{AppRow, CodeRow};
use folkmoot_store::{Error, Store, invite, oauth, setting};
use futures_util::future::join_all;

use super::people::{ALICE, move_in};
use super::support::for_each_engine;

const RACERS: u8 = 50;

/// Runs one write for each racer at once, and counts those who were told yes.
async fn race(
    store: &Store,
    write: impl Fn(&mut folkmoot_store::Tx, u8) -> folkmoot_store::Result<bool> + Send + Copy + 'static,
) -> usize {
    let all = (0..RACERS).map(|racer| store.write(move |tx| write(tx, racer)));
    let answers = join_all(all).await;
    answers
        .into_iter()
        .filter(|answer| *answer.as_ref().unwrap())
        .count()
}

#[test]
fn an_invite_is_used_exactly_as_often_as_it_says() {
    for_each_engine("invite_race", |store| async move {
        let made = store.write(|tx| {
            move_in(tx)?;
            let new = InviteRow {
                id: 1,
                code: "code".into(),
                created_by: ALICE,
                max_uses: Some(7),
                uses: 0,
                expires_at: None,
                created_at: 1,
            };
            invite::insert(tx, &new)
        });
        made.await.unwrap();
        let let_in = race(
            &store,
            |tx, _| Ok(invite::consume(tx, "code", 2)?.is_some()),
        )
        .await;
        assert_eq!(let_in, 7);
        let uses = store.read(|conn| Ok(invite::of_account(conn, ALICE, 1)?.pop().map(|i| i.uses)));
        assert_eq!(uses.await.unwrap(), Some(7));
    });
}

#[test]
fn a_use_that_is_undone_is_there_for_the_next() {
    for_each_engine("invite_undone", |store| async move {
        let story = store.write(|tx| {
            move_in(tx)?;
            let new = InviteRow {
                id: 1,
                code: "code".into(),
                created_by: ALICE,
                max_uses: Some(1),
                uses: 0,
                expires_at: None,
                created_at: 1,
            };
            invite::insert(tx, &new)
        });
        story.await.unwrap();
        let undone = store.write(|tx| {
            invite::consume(tx, "code", 2)?;
            Err::<(), _>(Error::NotFound)
        });
        undone.await.unwrap_err();
        let used = store
            .write(|tx| invite::consume(tx, "code", 2))
            .await
            .unwrap();
        assert!(used.is_some());
    });
}

#[test]
fn a_setting_is_claimed_and_replaced_by_one() {
    for_each_engine("setting_race", |store| async move {
        let claimed = race(&store, |tx, racer| {
            setting::claim(tx, "set_up_at", &racer.to_string())
        })
        .await;
        assert_eq!(claimed, 1);
        store
            .write(|tx| setting::set(tx, "name", "old"))
            .await
            .unwrap();
        let replaced = race(&store, |tx, racer| {
            setting::replace(tx, "name", "old", &racer.to_string())
        })
        .await;
        assert_eq!(replaced, 1);
    });
}

#[test]
fn a_code_is_used_by_one() {
    for_each_engine("code_race", |store| async move {
        let made = store.write(|tx| {
            move_in(tx)?;
            let app = AppRow {
                id: 1,
                redirect_uris: "[]".into(),
                ..AppRow::default()
            };
            oauth::insert_app(tx, &app, &[0; 32], 1)?;
            let code = CodeRow {
                code_hash: [1; 32],
                app_id: 1,
                account_id: ALICE,
                redirect_uri: "app:".into(),
                scopes: "read".into(),
                challenge: None,
                expires_at: 100,
                used_at: None,
                token_id: None,
            };
            oauth::insert_code(tx, &code)
        });
        made.await.unwrap();
        let used = race(&store, |tx, racer| {
            oauth::use_code(tx, &[1; 32], racer.into(), 2)
        })
        .await;
        assert_eq!(used, 1);
    });
}
