//! Which addresses may be dialled: those the IANA special-purpose registries leave to the public internet
//! (RFC 6890 and its registries, as of 2026), and in development the machine itself.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

use ipnet::{Ipv4Net, Ipv6Net};

/// IPv4 blocks that are not the public internet. Blocks that hold a few anycast exceptions are closed whole.
const SPECIAL_V4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::UNSPECIFIED, 8), // "this network", RFC 791: 0.0.0.0 reaches this host
    (Ipv4Addr::new(10, 0, 0, 0), 8), // private, RFC 1918
    (Ipv4Addr::new(100, 64, 0, 0), 10), // carrier-grade NAT, RFC 6598
    (Ipv4Addr::new(127, 0, 0, 0), 8), // loopback, RFC 1122
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local, RFC 3927: cloud metadata lives here
    (Ipv4Addr::new(172, 16, 0, 0), 12), // private, RFC 1918
    (Ipv4Addr::new(192, 0, 0, 0), 24), // IETF protocol assignments, RFC 6890
    (Ipv4Addr::new(192, 0, 2, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112, RFC 7535
    (Ipv4Addr::new(192, 52, 193, 0), 24), // AMT, RFC 7450
    (Ipv4Addr::new(192, 88, 99, 0), 24), // 6to4 relay anycast, RFC 7526
    (Ipv4Addr::new(192, 168, 0, 0), 16), // private, RFC 1918
    (Ipv4Addr::new(192, 175, 48, 0), 24), // AS112, RFC 7534
    (Ipv4Addr::new(198, 18, 0, 0), 15), // benchmarking, RFC 2544
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation, RFC 5737
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation, RFC 5737
];

/// The first address of multicast (224/4); everything above it, 240/4 and broadcast included, is special.
const FIRST_MULTICAST_V4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 0);

/// What IANA has handed out as global unicast. Loopback, mapped, unique-local, link-local, multicast, local
/// NAT64 (`64:ff9b:1::/48`), discard (`100::/64`) and segment routing (`5f00::/16`) all lie outside it.
const GLOBAL_UNICAST_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks inside global unicast that are special all the same.
const SPECIAL_V6: [(Ipv6Addr, u8); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // IETF protocols: Teredo, benchmarking, ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation, RFC 3849
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, RFC 3056: an IPv4 address in disguise
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112, RFC 7534
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation, RFC 9637
];

/// The well-known NAT64 prefix, RFC 6052. Where a host has IPv6 only, every IPv4 peer is reached through it,
/// so it is not closed: the IPv4 address inside is judged instead.
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// The tables above, ready to ask.
struct Tables {
    special_v4: Vec<Ipv4Net>,
    global_v6: Ipv6Net,
    special_v6: Vec<Ipv6Net>,
    nat64: Ipv6Net,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    special_v4: SPECIAL_V4
        .iter()
        .map(|&(ip, len)| Ipv4Net::new_assert(ip, len))
        .collect(),
    global_v6: Ipv6Net::new_assert(GLOBAL_UNICAST_V6.0, GLOBAL_UNICAST_V6.1),
    special_v6: SPECIAL_V6
        .iter()
        .map(|&(ip, len)| Ipv6Net::new_assert(ip, len))
        .collect(),
    nat64: Ipv6Net::new_assert(NAT64.0, NAT64.1),
});

/// Whether this is an address of the public internet, and no special one of either family.
pub fn is_globally_reachable(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_global_v4(v4),
        IpAddr::V6(v6) => is_global_v6(v6),
    }
}

fn is_global_v4(ip: Ipv4Addr) -> bool {
    ip < FIRST_MULTICAST_V4 && !TABLES.special_v4.iter().any(|net| net.contains(&ip))
}

fn is_global_v6(ip: Ipv6Addr) -> bool {
    if TABLES.nat64.contains(&ip) {
        let [.., a, b, c, d] = ip.octets();
        return is_global_v4(Ipv4Addr::new(a, b, c, d));
    }
    TABLES.global_v6.contains(&ip) && !TABLES.special_v6.iter().any(|net| net.contains(&ip))
}

/// The door's judgement on one address: the table, and what is exempt from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    /// Addresses that may be dialled although they are special. Empty in production.
    exempt: Vec<ipnet::IpNet>,
}

impl Guard {
    /// Only the public internet.
    pub(super) fn strict() -> Self {
        Self::default()
    }

    /// The public internet and these networks.
    pub(super) fn with_exempt(exempt: Vec<ipnet::IpNet>) -> Self {
        Self { exempt }
    }

    /// The public internet and this machine.
    pub(super) fn development() -> Self {
        let v4 = Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8);
        Self::with_exempt(vec![v4.into(), IpAddr::V6(Ipv6Addr::LOCALHOST).into()])
    }

    /// Whether this address may be dialled.
    pub(super) fn allows(&self, ip: IpAddr) -> bool {
        is_globally_reachable(ip) || self.exempt.iter().any(|net| net.contains(&ip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIAL: &[&str] = &[
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.1.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ];

    const PUBLIC: &[&str] = &[
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.0.0.1",
        "169.253.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.0.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860::8888",
        "64:ff9b::808:808",
    ];

    #[test]
    fn every_special_address_is_refused() {
        for ip in SPECIAL {
            assert!(!Guard::strict().allows(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn their_public_neighbours_are_allowed() {
        for ip in PUBLIC {
            assert!(Guard::strict().allows(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn development_opens_this_machine_and_nothing_more() {
        let guard = Guard::development();
        for ip in SPECIAL {
            let is_this_machine = ip.starts_with("127.") || *ip == "::1";
            assert_eq!(guard.allows(ip.parse().unwrap()), is_this_machine, "{ip}");
        }
    }
}
