//! What is true in every place.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;

use bytes::Bytes;
use media::Digest;

use super::place::{everywhere, film};

#[test]
fn a_file_is_kept_once_found_by_its_digest_and_gone_when_removed() {
    everywhere(|place| {
        let files = place.files;
        let bytes = Bytes::from_static(b"a picture");
        let digest = files.put(&bytes).unwrap();
        assert_eq!(digest, Digest::of(&bytes));
        assert_eq!(files.put(&bytes).unwrap(), digest);
        assert_eq!(files.get(&digest).unwrap(), Some(bytes));
        assert_eq!(files.len(&digest).unwrap(), Some(9));
        // What is kept once goes once.
        files.remove(&digest).unwrap();
        files.remove(&digest).unwrap();
        assert_eq!(files.get(&digest).unwrap(), None);
        assert_eq!(files.len(&digest).unwrap(), None);
        assert_eq!(files.read_range(&digest, 0, 4).unwrap(), None);
        assert_eq!(files.read_range(&digest, 0, 0).unwrap(), None);
        files.check().unwrap();
    });
}

#[test]
fn a_finished_file_is_taken_from_where_it_lies_and_a_link_is_not() {
    everywhere(|place| {
        let scratch = place.files.scratch().unwrap();
        for draft in [scratch.path().join("film"), place.drafts.join("film")] {
            fs::write(&draft, b"a film").unwrap();
            let digest = place.files.put_file(&draft).unwrap();
            assert_eq!(digest, Digest::of(b"a film"));
            assert!(!draft.exists());
            assert_eq!(place.files.get(&digest).unwrap().unwrap(), "a film");
        }
        let link = place.drafts.join("link");
        symlink("/etc/passwd", &link).unwrap();
        assert!(place.files.put_file(&link).is_err());
        fs::remove_file(link).unwrap();
        assert!(place.files.put_file(&place.drafts.join("none")).is_err());
    });
}

#[test]
fn a_piece_of_a_file_ends_where_the_file_does() {
    everywhere(|place| {
        let files = place.files;
        let digest = files.put(&Bytes::from_static(b"0123456789")).unwrap();
        let piece = |start, most| files.read_range(&digest, start, most).unwrap().unwrap();
        assert_eq!(piece(0, 4), "0123");
        assert_eq!(piece(8, 4), "89");
        assert_eq!(piece(3, usize::MAX), "3456789");
        assert_eq!(piece(10, 4), "");
        assert_eq!(piece(0, 0), "");
        assert_eq!(piece(u64::MAX, usize::MAX), "");
        let nothing = files.put(&Bytes::new()).unwrap();
        assert_eq!(files.len(&nothing).unwrap(), Some(0));
        assert_eq!(files.get(&nothing).unwrap().unwrap(), "");
        assert_eq!(files.read_range(&nothing, 0, 4).unwrap().unwrap(), "");
    });
}

#[test]
fn a_large_file_is_taken_and_read_in_pieces() {
    everywhere(|place| {
        let film = film(20_000_000);
        for _ in 0..2 {
            let draft = place.drafts.join("film");
            fs::write(&draft, &film).unwrap();
            assert_eq!(place.files.put_file(&draft).unwrap(), Digest::of(&film));
            assert!(!draft.exists());
        }
        let digest = Digest::of(&film);
        let mut read = 0_usize;
        while read < film.len() {
            let start = u64::try_from(read).unwrap();
            let piece = place.files.read_range(&digest, start, 3_000_000);
            let piece = piece.unwrap().unwrap();
            assert_eq!(piece, film[read..read + piece.len()]);
            read += piece.len();
        }
        assert_eq!(place.files.get(&digest).unwrap().unwrap(), film);
        assert_eq!(place.files.clear_scratch().unwrap(), 0);
    });
}

#[test]
fn several_who_bring_the_same_file_at_once_all_have_it() {
    everywhere(|place| {
        let film = film(9_000_000);
        let (kept, drafts) = (place.files, place.drafts);
        std::thread::scope(|scope| {
            for number in 0..6 {
                let film = film.clone();
                scope.spawn(move || {
                    let draft = drafts.join(format!("film-{number}"));
                    fs::write(&draft, &film).unwrap();
                    let digest = match number % 2 {
                        0 => kept.put(&film).unwrap(),
                        _ => kept.put_file(&draft).unwrap(),
                    };
                    assert_eq!(kept.get(&digest).unwrap().unwrap(), film);
                });
            }
        });
        assert_eq!(kept.len(&Digest::of(&film)).unwrap(), Some(9_000_000));
    });
}

/// Security row D1.
#[test]
fn what_is_no_digest_names_no_file() {
    for name in [
        "../../server.key",
        "..%2f..%2fserver.key",
        "/etc/passwd",
        "",
        &"A".repeat(64),
        &"a".repeat(63),
        &"a".repeat(65),
        &format!("{}/", "a".repeat(63)),
        &format!("{}\0", "a".repeat(63)),
    ] {
        assert_eq!(Digest::parse(name), None, "{name}");
    }
    let known = Digest::of(b"known");
    assert_eq!(Digest::parse(known.as_str()), Some(known));
}

#[test]
fn other_bytes_under_the_name_of_a_file_are_never_taken_for_it() {
    everywhere(|place| {
        let Some(spoil) = place.spoil else {
            return;
        };
        let bytes = Bytes::from_static(b"what was kept");
        let digest = place.files.put(&bytes).unwrap();
        for wrong in [&b"what was keqt"[..], b"what", b""] {
            spoil(&digest, wrong);
            let told = place.files.get(&digest).unwrap_err();
            assert_eq!(told.kind(), io::ErrorKind::InvalidData, "{told}");
            assert!(told.to_string().contains(digest.as_str()), "{told}");
        }
        // What was cut short is mended by whoever brings it again.
        spoil(&digest, b"what");
        place.files.put(&bytes).unwrap();
        assert_eq!(place.files.get(&digest).unwrap(), Some(bytes));
    });
}

#[test]
fn what_is_half_done_is_cleared_away_and_what_is_in_use_is_not() {
    everywhere(|place| {
        let used = place.files.scratch().unwrap();
        let left = used.path().parent().unwrap().join("work-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half a film"), b"half").unwrap();
        assert_eq!(place.files.clear_scratch().unwrap(), 1);
        assert!(!left.exists());
        let path = used.path().to_owned();
        assert!(path.exists());
        drop(used);
        assert!(!path.exists());
    });
}
