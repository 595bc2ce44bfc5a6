use std::os::unix::fs::symlink;

use super::*;

/// The same stories for every place.
fn everywhere(tell: impl Fn(&Files, &Path)) {
    let folder = tempfile::tempdir().unwrap();
    tell(
        &Files::in_folder(folder.path().join("media")),
        folder.path(),
    );
    tell(&Files::in_memory(), folder.path());
}

#[test]
fn a_file_is_kept_once_found_by_its_digest_and_gone_when_removed() {
    everywhere(|files, _| {
        let bytes = Bytes::from_static(b"a picture");
        let digest = files.put(&bytes).unwrap();
        assert_eq!(files.put(&bytes).unwrap(), digest);
        assert_eq!(Digest::parse(digest.as_str()), Some(digest.clone()));
        assert_eq!(files.get(&digest).unwrap(), Some(bytes));
        files.remove(&digest).unwrap();
        files.remove(&digest).unwrap();
        assert_eq!(files.get(&digest).unwrap(), None);
    });
}

#[test]
fn a_finished_file_is_taken_from_where_it_lies() {
    everywhere(|files, folder| {
        let scratch = files.scratch().unwrap();
        for draft in [scratch.path().join("film"), folder.join("film")] {
            fs::write(&draft, b"a film").unwrap();
            let digest = files.put_file(&draft).unwrap();
            assert_eq!(digest, Digest::of(b"a film"));
            assert!(!draft.exists());
            assert_eq!(files.get(&digest).unwrap().unwrap(), "a film");
        }
        let link = folder.join("link");
        symlink("/etc/passwd", &link).unwrap();
        assert!(files.put_file(&link).is_err());
        fs::remove_file(link).unwrap();
    });
}

#[test]
fn a_piece_of_a_file_ends_where_the_file_does() {
    everywhere(|files, _| {
        let digest = files.put(&Bytes::from_static(b"0123456789")).unwrap();
        let piece = |start, most| files.read_range(&digest, start, most).unwrap().unwrap();
        assert_eq!(files.len(&digest).unwrap(), Some(10));
        assert_eq!(piece(0, 4), "0123");
        assert_eq!(piece(8, 4), "89");
        assert_eq!(piece(10, 4), "");
        assert_eq!(piece(u64::MAX, usize::MAX), "");
        let none = Digest::of(b"nothing");
        assert_eq!(files.len(&none).unwrap(), None);
        assert_eq!(files.read_range(&none, 0, 4).unwrap(), None);
    });
}

#[test]
fn scratch_that_is_in_use_stays_and_what_was_left_goes() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path());
    assert_eq!(files.clear_scratch().unwrap(), 0);
    let used = files.scratch().unwrap();
    let left = folder.path().join("scratch/work-left");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("half a film"), b"half").unwrap();
    assert_eq!(files.clear_scratch().unwrap(), 1);
    assert!(!left.exists());
    let path = used.path().to_owned();
    assert!(path.exists());
    drop(used);
    assert!(!path.exists());
}

#[test]
fn what_is_no_digest_names_no_file() {
    assert_eq!(Digest::parse("../../server.key"), None);
    assert_eq!(Digest::parse(&"A".repeat(64)), None);
}
