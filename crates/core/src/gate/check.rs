//! Asking at the door.

use std::net::IpAddr;
use std::sync::Arc;

use super::IpSeverity;
use super::email::canonical_hash;
use crate::border::names;
use crate::{Result, Social};

/// The most blocks of addresses that are in force.
const MOST: i64 = 100_000;

/// What the gate says of an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Door {
    /// It may join.
    Open,
    /// It may not; by the server of the address, if that is why.
    Shut(Option<String>),
}

impl Social {
    /// The gravest of what is refused to an address now.
    pub async fn ip_severity(&self, ip: IpAddr) -> Result<Option<IpSeverity>> {
        let memory = &self.memory().gate.ips;
        let now = self.now();
        let blocks = if let Some(known) = memory.get(&(), now) {
            known
        } else {
            let asked = memory.ask();
            let micros = now.micros();
            let rows = self
                .store()
                .read(move |conn| store::gate::ips_in_force(conn, micros, MOST))
                .await?;
            let blocks = rows.into_iter().filter_map(|(network, severity)| {
                Some((network.parse().ok()?, IpSeverity::from_word(&severity)?))
            });
            let blocks = Arc::new(blocks.collect());
            memory.put((), Arc::clone(&blocks), now, asked);
            blocks
        };
        let ip = ip.to_canonical();
        let hits = blocks.iter().filter(|(network, _)| network.contains(&ip));
        Ok(hits.map(|(_, severity)| *severity).max())
    }

    pub(super) fn forget_ips(&self) {
        self.memory().gate.ips.cut();
    }
}

/// Whether an e-mail address, folded, may join.
pub(crate) fn email_door(conn: &mut store::Conn, folded: &str) -> store::Result<Door> {
    let server = folded.rsplit_once('@').map_or("", |(_, server)| server);
    if let Some(domain) = store::gate::blocked_email_domain(conn, &names(server))? {
        return Ok(Door::Shut(Some(domain)));
    }
    if store::gate::find_hash(conn, &canonical_hash(folded))?.is_some() {
        return Ok(Door::Shut(None));
    }
    Ok(Door::Open)
}
