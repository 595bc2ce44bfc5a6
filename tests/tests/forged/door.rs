//! B, from the outside: a search for something on a private address makes no connection.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::{Blueprint, Local};

/// A listener on this machine that tells whether anybody came.
struct Trap(TcpListener);

impl Trap {
    fn set() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("it can be asked");
        Self(listener)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().expect("it is bound").port()
    }

    fn was_touched(&self) -> bool {
        self.0.accept().is_ok()
    }
}

#[tokio::test]
async fn a_search_for_a_private_address_makes_no_connection() {
    let world = Blueprint::new()
        .strict()
        .lookup(Arc::new(Local))
        .build()
        .await;
    let alice = world.person("alice").await;
    let before = world.photo().await;
    let trap = Trap::set();
    let port = trap.port();
    let started = Instant::now();
    for reference in [
        format!("http://127.0.0.1:{port}/users/bob"),
        format!("https://127.0.0.1:{port}/users/bob"),
        format!("https://2130706433:{port}/users/bob"),
        format!("https://0x7f.1:{port}/users/bob"),
        format!("https://[::1]:{port}/users/bob"),
        format!("https://[::ffff:127.0.0.1]:{port}/users/bob"),
        format!("https://localhost:{port}/users/bob"),
        format!("https://looks-public.example:{port}/users/bob"),
        format!("@bob@127.0.0.1:{port}"),
        format!("@bob@localhost:{port}"),
        format!("@bob@looks-public.example:{port}"),
        "https://10.0.0.1/users/bob".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://192.168.1.1/".to_owned(),
        "https://0.0.0.0/".to_owned(),
    ] {
        let found = world.phone(&alice).search(&reference).await;
        for kind in ["accounts", "statuses"] {
            assert_eq!(found[kind].as_array().map(Vec::len), Some(0), "{reference}");
        }
        assert!(!trap.was_touched(), "{reference} was dialled");
    }
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "nothing was waited for"
    );
    assert_eq!(before.changes(&world.photo().await), [""; 0]);
}

/// The trap works: a server that may ask this machine does come.
#[tokio::test]
async fn the_trap_catches_who_is_let_through() {
    let world = Blueprint::new().build().await;
    let alice = world.person("alice").await;
    let trap = Trap::set();
    let reference = format!("http://127.0.0.1:{}/users/bob", trap.port());
    let search = async { world.phone(&alice).search(&reference).await };
    // Nobody answers: what is asked is given up after a moment.
    let _ = tokio::time::timeout(Duration::from_secs(1), search).await;
    assert!(trap.was_touched());
}
