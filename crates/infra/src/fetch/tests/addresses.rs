//! No forbidden address is ever dialled: literals, names, changing names (security B1, B2, B3, B7, B12).

use super::{super::LoopbackPolicy, site::*, *};

#[tokio::test]
async fn a_literal_special_address_is_never_dialled_however_it_is_spelled() {
    let trap = Site::trap("0.0.0.0", 0).await;
    let door = Door::new(config(TableLookup::new())).unwrap();
    for host in [
        "127.0.0.1",
        "127.0.0.2",
        "0.0.0.0",
        "0",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "[fc00::1]",
        "[fe80::1]",
    ] {
        let url = format!("https://{host}:{}/", trap.address.port());
        assert_eq!(code_of(&door, &url).await, "fetch_blocked_address", "{url}");
    }
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn a_name_with_only_special_addresses_is_never_dialled() {
    let trap = Site::trap("0.0.0.0", 0).await;
    for special in [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00::1",
        "fe80::1",
    ] {
        let lookup = TableLookup::new().with("localtest.example", &[ip(special)]);
        let door = Door::new(config(lookup)).unwrap();
        let url = format!("https://localtest.example:{}/", trap.address.port());
        assert_eq!(
            code_of(&door, &url).await,
            "fetch_blocked_address",
            "{special}"
        );
    }
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn the_system_resolver_is_behind_the_same_guard() {
    let trap = Site::trap(PRIVATE, 0).await;
    let door = Door::new(DoorConfig::new("Folkmoot/test")).unwrap();
    let url = format!("https://localhost:{}/", trap.address.port());
    assert_eq!(code_of(&door, &url).await, "fetch_blocked_address");
    assert_eq!(trap.connections(), 0);
}

/// A public and a private listener on the same port, so that only the address tells them apart.
async fn pair(answer: fn() -> Vec<u8>) -> (Site, Site) {
    let public = Site::answering(PUBLIC, move |_| answer()).await;
    let trap = Site::trap(PRIVATE, public.address.port()).await;
    (public, trap)
}

#[tokio::test]
async fn a_name_that_changes_to_a_private_address_is_refused_the_second_time() {
    let (public, trap) = pair(|| ok_and_close("hello")).await;
    let lookup = TableLookup::new()
        .with("rebind.example", &[ip(PUBLIC)])
        .with("rebind.example", &[ip(PRIVATE)]);
    let door = door_with(config(lookup));
    let url = format!("http://rebind.example:{}/", public.address.port());
    assert_eq!(code_of(&door, &url).await, "ok");
    assert_eq!(code_of(&door, &url).await, "fetch_blocked_address");
    assert_eq!((public.connections(), trap.connections()), (1, 0));
}

#[tokio::test]
async fn of_a_mixed_answer_only_the_public_address_is_dialled() {
    let (public, trap) = pair(|| ok_and_close("hello")).await;
    let lookup = TableLookup::new().with("mixed.example", &[ip(PRIVATE), ip(PUBLIC), ip("::1")]);
    let door = door_with(config(lookup));
    let url = format!("http://mixed.example:{}/", public.address.port());
    assert_eq!(code_of(&door, &url).await, "ok");
    assert_eq!((public.connections(), trap.connections()), (1, 0));
}

#[tokio::test]
async fn a_kept_connection_stays_with_the_address_that_was_checked() {
    let (public, trap) =
        pair(|| response("200 OK", "content-type: text/plain\r\n", b"hello")).await;
    let lookup = TableLookup::new()
        .with("kept.example", &[ip(PUBLIC)])
        .with("kept.example", &[ip(PRIVATE)]);
    let door = door_with(config(lookup));
    let url = format!("http://kept.example:{}/", public.address.port());
    for _ in 0..5 {
        assert_eq!(code_of(&door, &url).await, "ok");
    }
    assert_eq!((public.connections(), trap.connections()), (1, 0));
}

#[tokio::test]
async fn connections_of_one_name_are_not_lent_to_another_of_the_same_address() {
    let (public, trap) =
        pair(|| response("200 OK", "content-type: text/plain\r\n", b"hello")).await;
    let lookup = TableLookup::new()
        .with("good.example", &[ip(PUBLIC)])
        .with("evil.example", &[ip(PRIVATE)]);
    let door = door_with(config(lookup));
    let port = public.address.port();
    assert_eq!(
        code_of(&door, &format!("http://good.example:{port}/")).await,
        "ok"
    );
    let evil = format!("http://evil.example:{port}/");
    assert_eq!(code_of(&door, &evil).await, "fetch_blocked_address");
    assert_eq!((public.connections(), trap.connections()), (1, 0));
}

#[tokio::test]
async fn development_reaches_this_machine_over_plain_http_and_no_private_network() {
    let site = Site::answering(PRIVATE, |_| ok_and_close("hello")).await;
    let mut config = config(TableLookup::new().with("inside.example", &[ip("10.0.0.1")]));
    config.loopback = LoopbackPolicy::DevelopmentOnly;
    let door = Door::new(config).unwrap();
    assert_eq!(code_of(&door, &site.url("/")).await, "ok");
    assert_eq!(
        code_of(&door, "http://10.0.0.1/").await,
        "fetch_blocked_address"
    );
    assert_eq!(
        code_of(&door, "http://inside.example/").await,
        "fetch_blocked_address"
    );
}

#[tokio::test]
async fn production_speaks_no_plain_http() {
    let door = Door::new(config(TableLookup::new())).unwrap();
    assert_eq!(
        code_of(&door, "http://social.example/").await,
        "fetch_scheme"
    );
}

#[tokio::test]
async fn failing_names_leave_a_bounded_memory() {
    let mut config = config(TableLookup::new());
    config.limits.remembered = 100;
    let door = door_with(config);
    for n in 0..1000 {
        assert_eq!(
            code_of(&door, &format!("https://h{n}.example/")).await,
            "fetch_dns"
        );
    }
    assert!(door.remembered() <= 100, "{}", door.remembered());
}

#[tokio::test]
async fn a_name_without_an_address_is_not_asked_for_again_at_once() {
    let site = Site::answering(PUBLIC, |_| ok_and_close("hello")).await;
    let lookup = TableLookup::new()
        .with("late.example", &[])
        .with("late.example", &[ip(PUBLIC)]);
    let mut config = config(lookup);
    config.limits.remember_for = Duration::from_millis(200);
    let door = door_with(config);
    let url = format!("http://late.example:{}/", site.address.port());
    assert_eq!(code_of(&door, &url).await, "fetch_dns");
    assert_eq!(code_of(&door, &url).await, "fetch_dns");
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(code_of(&door, &url).await, "ok");
}
