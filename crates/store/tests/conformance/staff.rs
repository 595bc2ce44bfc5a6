//! What staff do: reports, decisions, who may come in, and letters.

use folkmoot_store::border::{AllowRow, BlockRow};
use folkmoot_store::gate::{CanonicalRow, EmailDomainRow, IpBlockRow};
use folkmoot_store::letter::{ConfirmationRow, LetterRow};
use folkmoot_store::measure::{OfServer, OfTag};
use folkmoot_store::report::ReportRow;
use folkmoot_store::staff::Wanted;
use folkmoot_store::strike::StrikeRow;
use folkmoot_store::{Window, account, border, report};

use super::people::{ALICE, BOB, CAROL, move_in};
use super::transcript::{say, say_unordered, tell};

#[test]
fn reports_and_decisions() {
    tell("reports_and_decisions", |tx, log| {
        move_in(tx)?;
        for (id, category) in [(50, "spam"), (51, "violation")] {
            let new = ReportRow {
                id,
                account_id: ALICE,
                target_id: CAROL,
                category: category.into(),
                comment: "Look".into(),
                is_forwarded: id == 51,
                rule_ids: "[1]".into(),
                collection_ids: "[]".into(),
                created_at: id,
                ..ReportRow::default()
            };
            report::insert(tx, &new)?;
        }
        say!(
            log,
            report::insert(
                tx,
                &ReportRow {
                    id: 52,
                    account_id: BOB,
                    target_id: ALICE,
                    category: "other".into(),
                    rule_ids: "[]".into(),
                    collection_ids: "[]".into(),
                    created_at: 52,
                    ..ReportRow::default()
                }
            )
        );
        say!(log, report::add_post(tx, 50, 7, "{}"));
        say!(log, report::add_post(tx, 50, 7, "again"));
        say!(log, report::posts(tx, &[50, 51]));
        say!(log, report::count_since(tx, ALICE, 51));
        say!(log, report::list(tx, false, 0, 0, &Window::newest(9)));
        say!(
            log,
            report::list(tx, false, ALICE, CAROL, &Window::newest(9))
        );
        say!(log, report::update(tx, 50, "legal", "[2]", 60));
        say!(log, report::assign(tx, 50, Some(ALICE), 61));
        say!(log, report::resolve(tx, 50, ALICE, 62));
        say!(log, report::resolve_all(tx, CAROL, ALICE, 63));
        say_unordered!(log, report::load(tx, &[50, 51, 99]));
        say!(log, report::list(tx, true, 0, 0, &Window::newest(9)));
        say!(log, report::reopen(tx, 50, 64));
        say!(log, report::reopen(tx, 99, 64));
        let decision = StrikeRow {
            id: 70,
            account_id: BOB,
            staff_id: ALICE,
            action: "silence".into(),
            text: "Enough".into(),
            report_id: Some(50),
            post_ids: "[]".into(),
            created_at: 70,
        };
        say!(log, strike::insert(tx, &decision));
        say!(log, strike::load(tx, &[70, 71]));
        Ok(())
    });
}

#[test]
fn accounts_for_staff() {
    tell("accounts_for_staff", |tx, log| {
        move_in(tx)?;
        let all = Window::newest(9);
        say!(log, staff::list(tx, &Wanted::default(), &all));
        for (origin, status) in [
            ("local", ""),
            ("remote", "active"),
            ("", "pending"),
            ("", "disabled"),
            ("", "silenced"),
            ("", "suspended"),
            ("", "sensitized"),
        ] {
            let wanted = Wanted {
                origin: origin.into(),
                status: status.into(),
                ..Wanted::default()
            };
            say!(log, staff::list(tx, &wanted, &all));
        }
        let narrow = Wanted {
            roles: vec!["admin".into()],
            username: "AL".into(),
            display_name: "alice".into(),
            host: "here.example".into(),
            email: "a10".into(),
            ..Wanted::default()
        };
        say!(log, staff::list(tx, &narrow, &all));
        let absent = Wanted {
            ip: "192.0.2.1".into(),
            invited_by: ALICE,
            ..Wanted::default()
        };
        say!(log, staff::list(tx, &absent, &all));
        say!(log, staff::addresses(tx, &[ALICE, BOB]));
        say!(log, staff::inviters(tx, &[ALICE, BOB]));
        say_unordered!(log, member::load(tx, &[ALICE, BOB, CAROL]));
        Ok(())
    });
}

#[test]
fn servers_kept_out_and_let_in() {
    tell("servers_kept_out_and_let_in", |tx, log| {
        move_in(tx)?;
        let block = |id, host: &str, severity: &str| BlockRow {
            id,
            host: host.into(),
            severity: severity.into(),
            public_comment: Some("spam".into()),
            created_at: id,
            ..BlockRow::default()
        };
        say!(
            log,
            border::insert_block(tx, &block(1, "example", "silence"))
        );
        say!(
            log,
            border::insert_block(tx, &block(2, "there.example", "suspend"))
        );
        say!(
            log,
            border::insert_block(tx, &block(3, "there.example", "noop"))
        );
        let names = ["there.example".to_owned(), "example".to_owned()];
        say!(log, border::find_block_of(tx, &names));
        say!(log, border::blocks(tx, &Window::newest(9)));
        let changed = BlockRow {
            rejects_media: true,
            ..block(1, "example", "noop")
        };
        say!(log, border::update_block(tx, &changed));
        say!(log, border::find_block(tx, 1));
        say_unordered!(log, border::hosts_without_media(tx));
        say!(log, border::public_blocks(tx, 9));
        say!(
            log,
            border::mark_accounts(tx, "example", true, None, Some(5))
        );
        say!(
            log,
            border::mark_accounts(tx, "there.example", false, None, Some(6))
        );
        say!(
            log,
            border::mark_accounts(tx, "example", true, Some(4), None)
        );
        let row = account::load(tx, &[CAROL])?.pop().unwrap_or_default();
        log.push(format!("{:?} {:?}", row.suspended_at, row.silenced_at));
        border::mark_accounts(tx, "example", true, Some(5), None)?;
        let row = account::load(tx, &[CAROL])?.pop().unwrap_or_default();
        log.push(format!("{:?} {:?}", row.suspended_at, row.silenced_at));
        say!(log, border::delete_block(tx, 1));
        say!(log, border::delete_block(tx, 1));
        let friend = |id| AllowRow {
            id,
            host: "friend.example".into(),
            created_at: id,
        };
        say!(log, border::allow(tx, &friend(10)));
        say!(log, border::allow(tx, &friend(11)));
        say!(log, border::is_allowed(tx, "friend.example"));
        say!(log, border::find_allow(tx, 10));
        say!(log, border::allows(tx, &Window::newest(9)));
        say!(log, border::disallow(tx, 10));
        say!(log, border::is_allowed(tx, "friend.example"));
        Ok(())
    });
}

#[test]
fn who_may_not_join() {
    tell("who_may_not_join", |tx, log| {
        let all = Window::newest(9);
        let domain = |id| EmailDomainRow {
            id,
            domain: "trash.example".into(),
            created_at: id,
        };
        say!(log, gate::insert_email_domain(tx, &domain(1)));
        say!(log, gate::insert_email_domain(tx, &domain(2)));
        say!(log, gate::find_email_domain(tx, 1));
        say!(log, gate::email_domains(tx, &all));
        let names = ["a.trash.example".to_owned(), "trash.example".to_owned()];
        say!(log, gate::blocked_email_domain(tx, &names));
        say!(log, gate::count_refused(tx, "trash.example", 3));
        say!(log, gate::count_refused(tx, "trash.example", 3));
        say!(log, gate::refused(tx, &names, 3));
        say!(log, gate::delete_email_domain(tx, 1));
        let hash = |id| CanonicalRow {
            id,
            hash: "ab".into(),
            created_at: id,
        };
        say!(log, gate::insert_canonical(tx, &hash(4)));
        say!(log, gate::insert_canonical(tx, &hash(5)));
        say!(log, gate::find_canonical(tx, 4));
        say!(log, gate::find_hash(tx, "ab"));
        say!(log, gate::canonicals(tx, &all));
        say!(log, gate::delete_canonical(tx, 4));
        let ip = |id, network: &str| IpBlockRow {
            id,
            network: network.into(),
            severity: "no_access".into(),
            expires_at: Some(100),
            created_at: id,
            ..IpBlockRow::default()
        };
        say!(log, gate::insert_ip(tx, &ip(6, "192.0.2.0/24")));
        say!(log, gate::insert_ip(tx, &ip(7, "192.0.2.0/24")));
        say!(log, gate::update_ip(tx, &ip(6, "2001:db8::/32")));
        say!(log, gate::find_ip(tx, 6));
        say!(log, gate::ips(tx, &all));
        say!(log, gate::ips_in_force(tx, 99, 9));
        say!(log, gate::ips_in_force(tx, 100, 9));
        say!(log, gate::delete_ip(tx, 6));
        Ok(())
    });
}

#[test]
fn letters() {
    tell("letters", |tx, log| {
        move_in(tx)?;
        let letter = LetterRow {
            id: 1,
            address: "a@mail.example".into(),
            subject: "Hello".into(),
            body: "Text".into(),
            created_at: 10,
            ..LetterRow::default()
        };
        say!(log, letter::insert(tx, &letter));
        say!(log, letter::due(tx, 9, 5));
        say!(log, letter::due(tx, 10, 5));
        say!(log, letter::postpone(tx, 1, 20, "no answer"));
        say!(log, letter::due(tx, 20, 5));
        say!(log, letter::delete(tx, 1));
        let link = ConfirmationRow {
            token_hash: [3; 32],
            account_id: ALICE,
            email_folded: "a10@mail.example".into(),
            expires_at: 50,
            created_at: 10,
        };
        say!(log, letter::insert_confirmation(tx, &link));
        say!(log, letter::find_confirmation(tx, &[3; 32], 49));
        say!(log, letter::find_confirmation(tx, &[3; 32], 50));
        say!(log, letter::count_confirmations(tx, ALICE, 10));
        say!(log, letter::prune_confirmations(tx, 50));
        say!(log, letter::end_confirmations(tx, ALICE));
        Ok(())
    });
}

#[test]
fn numbers_for_staff() {
    tell("numbers_for_staff", |tx, log| {
        move_in(tx)?;
        let (from, to) = (0, 86_400_000_000);
        say!(log, measure::new_members(tx, from, to));
        say!(log, measure::active_members(tx, from, to));
        say!(log, measure::interactions(tx, from, to));
        say!(log, measure::reports_made(tx, from, to));
        say!(log, measure::reports_closed(tx, from, to));
        for what in [OfTag::Accounts, OfTag::Uses, OfTag::Servers] {
            say!(log, measure::of_tag(tx, what, "cats", from, to));
        }
        for what in [
            OfServer::Accounts,
            OfServer::Posts,
            OfServer::Reports,
            OfServer::Follows,
            OfServer::Followers,
        ] {
            say!(log, measure::of_server(tx, what, "there.example", from, to));
        }
        say!(log, measure::languages(tx, from, to, 9));
        say!(log, measure::sources(tx, from, to, 9));
        say!(log, measure::servers(tx, "", from, to, 9));
        say!(log, measure::languages_of(tx, "cats", "", from, to, 9));
        say!(log, measure::followed_of(tx, "there.example", 9));
        say!(log, measure::presence(tx, from, to, 9));
        Ok(())
    });
}
