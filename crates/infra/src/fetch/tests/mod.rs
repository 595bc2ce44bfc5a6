//! The door against real listeners on loopback. `127.0.0.2` plays the public internet (it is exempt from
//! the guard); `127.0.0.1` stays forbidden and holds a trap that counts who connects.

mod addresses;
mod bombs;
mod redirects;
mod site;
mod slow;
mod sockets;
mod talk;
mod tls;

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::{
    Accept, Door, DoorConfig, Fetch, FetchError, Fetched, TableLookup,
    guard::Guard,
    target::{PlainHttp, Rules},
};

/// The address that plays the public internet.
const PUBLIC: &str = "127.0.0.2";
/// The address that must never be reached.
const PRIVATE: &str = "127.0.0.1";

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn rules() -> Rules {
    Rules {
        plain_http: PlainHttp::Allow,
        guard: Guard::with_exempt(vec![ip(PUBLIC).into()]),
    }
}

fn config(lookup: TableLookup) -> DoorConfig {
    let mut config = DoorConfig::new("Folkmoot/test");
    config.lookup = Arc::new(lookup);
    config.limits.deadline = Duration::from_secs(2);
    config
}

fn door_with(config: DoorConfig) -> Door {
    Door::with_rules(config, rules()).unwrap()
}

fn door() -> Door {
    door_with(config(TableLookup::new()))
}

async fn get(door: &Door, url: &str) -> Result<Fetched, FetchError> {
    door.get(&Fetch::new(url, Accept::Any)).await
}

async fn code_of(door: &Door, url: &str) -> &'static str {
    get(door, url)
        .await
        .map_or_else(|error| error.code(), |_| "ok")
}
