//! Names there and back, and what is none.

use proptest::prelude::*;

use super::*;

fn key() -> PublicKey {
    "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"
        .parse()
        .unwrap()
}

#[test]
fn the_examples_of_nip_19_are_read_and_written() {
    let npub = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";
    assert_eq!(super::npub(key()), npub);
    assert_eq!(parse_key(npub), Ok(key()));
    let nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    let keys = parse_secret(nsec).unwrap();
    assert_eq!(super::nsec(&keys), nsec);
    assert_eq!(Name::parse(nsec), Err(Error::BadName));
    let nprofile = "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";
    let relays = vec![
        "wss://r.x.com".to_owned(),
        "wss://djbas.sadkb.com".to_owned(),
    ];
    let read = Name::parse(nprofile).unwrap();
    assert_eq!(read, Name::Profile { key: key(), relays });
    let relays: Vec<&str> = read.relays().iter().map(String::as_str).collect();
    assert_eq!(super::nprofile(key(), &relays), nprofile);
}

#[test]
fn names_in_a_text_are_found_where_they_stand() {
    let npub = npub(key());
    let text = format!("é nostr:{npub}, nostr:nostr:{npub}. nostr:npub1x Nostr:x");
    let found = find_names(&text, 9);
    assert_eq!(found.len(), 2);
    for (range, name) in &found {
        assert_eq!(text.get(range.clone()), Some(&*format!("nostr:{npub}")));
        assert_eq!(name.uri(), format!("nostr:{npub}"));
    }
    assert_eq!(find_names(&text, 1).len(), 1);
}

#[test]
fn what_is_no_name_is_refused() {
    let npub = npub(key());
    let mixed = npub.replacen('q', "Q", 1).replacen("npub", "nPub", 1);
    let longer = encode("npub", &[1; 33]);
    let cut = encode("nprofile", &[SPECIAL, 32, 1]);
    let empty = encode("naddr", &[]);
    let odd = encode("nevent", &[SPECIAL]);
    for bad in ["", "npub1", "nostr:", &mixed, &longer, &cut, &empty, &odd] {
        assert_eq!(Name::parse(bad), Err(Error::BadName), "{bad}");
    }
    assert_eq!(Name::parse(&"q".repeat(100_000)), Err(Error::BadName));
    let mut short = npub.clone();
    short.pop();
    assert_eq!(Name::parse(&short), Err(Error::BadName));
}

#[test]
fn what_tags_call_an_address_is_read() {
    let text = format!("30023:{}:a:b", key());
    let address = Address::parse(&text).unwrap();
    assert_eq!(address.d, "a:b");
    assert_eq!(address.to_string(), text);
    for bad in ["", "30023", "x:y:z", &format!("70000:{}:", key())] {
        assert!(Address::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(id: [u8; 32], author: [u8; 32], kind: u16, d in ".{0,60}", relay in "wss://[a-z.]{1,40}") {
        let (id, author, kind) = (EventId(id), PublicKey(author), Kind(kind));
        let relays = vec![relay.clone()];
        let event = Name::Event { id, relays: relays.clone(), author: Some(author), kind: Some(kind) };
        prop_assert_eq!(Name::parse(&nevent(id, author, kind, &[&relay])), Ok(event));
        let address = Address { kind, author, d };
        let text = naddr(&address, &[&relay]);
        let written = Name::parse(&uri_of_address(&address)).unwrap();
        prop_assert_eq!(written.uri(), uri_of_address(&address));
        prop_assert_eq!(Name::parse(&text), Ok(Name::Address { address, relays }));
    }

    #[test]
    fn nothing_panics(text in ".{0,200}", bytes: Vec<u8>) {
        let _ = (Name::parse(&text), find_names(&text, 5), Address::parse(&text), parse_secret(&text));
        for kind in ["npub", "note", "nprofile", "nevent", "naddr"] {
            let _ = Name::parse(&encode(kind, &bytes));
        }
    }
}
