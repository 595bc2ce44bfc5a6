//! Apps that come in with a password, and those whose tokens are bound to a key.

use folkmoot_store::app_login::{AppPasswordRow, NewAppLogin};
use folkmoot_store::bound_grant::{GrantRow, GrantTokens, PushedRow};
use folkmoot_store::{app_login, bound_grant};

use super::people::{ALICE, BOB, move_in};
use super::transcript::{say, tell};

fn password(id: i64, name: &str) -> AppPasswordRow {
    AppPasswordRow {
        id,
        account_id: ALICE,
        name: name.into(),
        is_privileged: id == 1,
        created_at: id,
    }
}

fn login(id: i64, app_password_id: Option<i64>) -> NewAppLogin {
    NewAppLogin {
        id,
        account_id: ALICE,
        app_password_id,
        created_at: id,
        expires_at: 100,
    }
}

#[test]
fn app_logins() {
    tell("app_logins", |tx, log| {
        move_in(tx)?;
        say!(
            log,
            app_login::insert_password(tx, &password(1, "one"), &[1; 32])
        );
        say!(
            log,
            app_login::insert_password(tx, &password(2, "one"), &[2; 32])
        );
        say!(
            log,
            app_login::insert_password(tx, &password(3, "two"), &[3; 32])
        );
        say!(log, app_login::passwords(tx, ALICE, 10));
        say!(log, app_login::count_passwords(tx, ALICE));
        say!(log, app_login::find_password(tx, ALICE, &[1; 32]));
        say!(log, app_login::find_password(tx, BOB, &[1; 32]));
        say!(log, app_login::insert(tx, &login(10, None)));
        say!(log, app_login::insert(tx, &login(11, Some(1))));
        say!(log, app_login::insert(tx, &login(12, Some(3))));
        say!(log, app_login::find(tx, 10, 50));
        say!(log, app_login::find(tx, 11, 50));
        say!(log, app_login::find(tx, 11, 100));
        say!(log, app_login::renew(tx, 11, 0, 60, 200));
        say!(log, app_login::renew(tx, 11, 0, 60, 200));
        say!(log, app_login::find(tx, 11, 150));
        say!(log, app_login::delete_password(tx, BOB, "one"));
        say!(log, app_login::delete_password(tx, ALICE, "one"));
        say!(log, app_login::find(tx, 11, 50));
        say!(log, app_login::keep_newest(tx, ALICE, 1));
        say!(log, app_login::delete(tx, 10));
        say!(log, app_login::delete(tx, 12));
        app_login::insert(tx, &login(13, None))?;
        say!(log, app_login::prune(tx, 101));
        app_login::insert(tx, &login(14, None))?;
        say!(log, app_login::delete_all(tx, ALICE));
        say!(log, app_login::count_passwords(tx, ALICE));
        Ok(())
    });
}

fn pushed(n: u8) -> PushedRow {
    PushedRow {
        uri_hash: [n; 32],
        client_id: "https://app.example/c.json".into(),
        asked: "{}".into(),
        expires_at: 100,
        account_id: None,
        used_at: None,
        grant_id: None,
    }
}

#[test]
fn pushed_requests() {
    tell("pushed_requests", |tx, log| {
        move_in(tx)?;
        say!(log, bound_grant::insert_pushed(tx, &pushed(1)));
        say!(log, bound_grant::insert_pushed(tx, &pushed(2)));
        say!(log, bound_grant::find_pushed(tx, &[1; 32], 50));
        say!(log, bound_grant::find_pushed(tx, &[1; 32], 100));
        say!(
            log,
            bound_grant::agree(tx, &[1; 32], ALICE, &[9; 32], (100, 160))
        );
        say!(
            log,
            bound_grant::agree(tx, &[1; 32], ALICE, &[9; 32], (50, 110))
        );
        say!(
            log,
            bound_grant::agree(tx, &[1; 32], BOB, &[8; 32], (50, 110))
        );
        say!(log, bound_grant::find_pushed(tx, &[1; 32], 50));
        say!(log, bound_grant::find_code(tx, &[9; 32]));
        say!(log, bound_grant::use_code(tx, &[9; 32], 7, 110));
        say!(log, bound_grant::use_code(tx, &[9; 32], 7, 60));
        say!(log, bound_grant::use_code(tx, &[9; 32], 8, 60));
        say!(log, bound_grant::find_code(tx, &[9; 32]));
        say!(log, bound_grant::delete_pushed(tx, &[1; 32]));
        say!(log, bound_grant::delete_pushed(tx, &[2; 32]));
        say!(log, bound_grant::prune_pushed(tx, 111));
        Ok(())
    });
}

fn grant(id: i64) -> GrantRow {
    GrantRow {
        id,
        account_id: ALICE,
        client_id: "https://app.example/c.json".into(),
        client_name: "App".into(),
        scopes: "atproto".into(),
        key_thumbprint: "key".into(),
        client_thumbprint: None,
        created_at: 0,
        renewed_at: 0,
    }
}

fn tokens(n: u8, now: i64) -> GrantTokens {
    GrantTokens {
        token_hash: [n; 32],
        refresh_hash: Some([n + 100; 32]),
        now,
        token_expires_at: now + 10,
        expires_at: now + 100,
    }
}

#[test]
fn bound_grants() {
    tell("bound_grants", |tx, log| {
        move_in(tx)?;
        say!(log, bound_grant::insert(tx, &grant(1), &tokens(1, 5)));
        say!(log, bound_grant::find_token(tx, &[1; 32], 14));
        say!(log, bound_grant::find_token(tx, &[1; 32], 15));
        say!(log, bound_grant::find_refresh(tx, &[101; 32], 15));
        say!(log, bound_grant::find_refresh(tx, &[101; 32], 105));
        say!(log, bound_grant::renew(tx, 1, &[9; 32], &tokens(2, 20)));
        say!(log, bound_grant::renew(tx, 1, &[101; 32], &tokens(2, 20)));
        say!(log, bound_grant::renew(tx, 1, &[101; 32], &tokens(3, 21)));
        say!(log, bound_grant::find_refresh(tx, &[102; 32], 25));
        say!(log, bound_grant::find_renewed(tx, &[101; 32]));
        say!(log, bound_grant::find_either(tx, &[103; 32]));
        bound_grant::insert(tx, &grant(2), &tokens(5, 6))?;
        say!(log, bound_grant::of_account(tx, ALICE, 50, 10));
        say!(log, bound_grant::keep_newest(tx, ALICE, 1));
        say!(log, bound_grant::delete(tx, 1));
        say!(log, bound_grant::delete(tx, 1));
        bound_grant::insert(tx, &grant(3), &tokens(6, 6))?;
        say!(log, bound_grant::prune(tx, 107));
        bound_grant::insert(tx, &grant(4), &tokens(7, 6))?;
        say!(log, bound_grant::delete_all(tx, ALICE));
        Ok(())
    });
}
