//! A bucket whose server fails: what can be tried again is, what cannot is told in words, and nothing that was
//! acknowledged is lost.

use std::fs::{self, File};
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, StatusCode};
use media::Digest;
use tests3::{BUCKET, Fault, SECRET, Which};

use super::place::{Remote, film};

const FAULTS: [Fault; 6] = [
    Fault::HangUp,
    Fault::CutShort,
    Fault::Lose,
    Fault::Status(StatusCode::INTERNAL_SERVER_ERROR),
    Fault::Status(StatusCode::SERVICE_UNAVAILABLE),
    Fault::Status(StatusCode::TOO_MANY_REQUESTS),
];

#[test]
fn what_fails_for_a_moment_is_tried_again() {
    let remote = Remote::start();
    let small = Bytes::from_static(b"0123456789");
    let large = film(18_000_000);
    for fault in FAULTS {
        for after in 0..3 {
            remote.server.fail(
                fault,
                Which {
                    after,
                    ..Which::next(2)
                },
            );
            let digest = remote.files.put(&small).unwrap();
            assert_eq!(remote.files.get(&digest).unwrap().as_ref(), Some(&small));
            assert_eq!(
                remote.files.read_range(&digest, 4, 3).unwrap().unwrap(),
                "456"
            );
            remote.files.remove(&digest).unwrap();
            assert_eq!(remote.files.len(&digest).unwrap(), None);
        }
        remote.server.fail(
            fault,
            Which {
                after: 1,
                ..Which::next(3)
            },
        );
        let digest = remote.files.put_file(&remote.draft(&large)).unwrap();
        assert_eq!(
            remote.files.get(&digest).unwrap().unwrap(),
            large,
            "{fault:?}"
        );
        remote.server.recover();
        remote.files.remove(&digest).unwrap();
    }
}

#[test]
fn a_server_that_stays_away_is_told_and_what_it_has_is_there_when_it_is_back() {
    let mut remote = Remote::start();
    let kept = remote.files.put(&Bytes::from_static(b"kept")).unwrap();
    let large = film(20_000_000);
    let draft = remote.draft(&large);
    remote.server.stop();
    let began = Instant::now();
    let told = remote.files.put_file(&draft).unwrap_err();
    assert_eq!(told.kind(), io::ErrorKind::NotConnected);
    let told = told.to_string();
    assert!(
        told.contains("the bucket media cannot be reached"),
        "{told}"
    );
    assert!(!told.contains("Signature") && draft.exists());
    let patience = began.elapsed();
    // Who comes now is told at once.
    let began = Instant::now();
    for _ in 0..5 {
        assert!(remote.files.get(&kept).is_err());
        assert!(remote.files.put(&Bytes::from_static(b"new")).is_err());
        assert!(remote.files.remove(&kept).is_err());
    }
    assert!(
        began.elapsed() < patience,
        "{:?} {patience:?}",
        began.elapsed()
    );

    remote.server.start_again().unwrap();
    assert_eq!(remote.files.get(&kept).unwrap().unwrap(), "kept");
    assert_eq!(remote.files.get(&Digest::of(b"new")).unwrap(), None);
    let digest = remote.files.put_file(&draft).unwrap();
    assert!(!draft.exists());
    assert_eq!(remote.files.get(&digest).unwrap().unwrap(), large);
}

#[test]
fn a_large_file_that_breaks_off_leaves_nothing_half() {
    let mut remote = Remote::start();
    let large = film(20_000_000);
    let digest = Digest::of(&large);
    let draft = remote.draft(&large);
    // It can be given up at once: the parts go.
    let only = |method, after| Which {
        method: Some(method),
        after,
        times: usize::MAX,
    };
    remote.server.fail(Fault::HangUp, only(Method::PUT, 1));
    assert!(remote.files.put_file(&draft).is_err());
    assert!(draft.exists());
    assert_eq!(remote.server.parts().unwrap(), 0);
    assert_eq!(remote.files.len(&digest).unwrap(), None);
    assert_eq!(remote.files.clear_scratch().unwrap(), 0);
    // It cannot: the server is away. What lies there goes a day later.
    remote.server.fail(
        Fault::HangUp,
        Which {
            after: 4,
            ..Which::ALL
        },
    );
    assert!(remote.files.put_file(&draft).is_err());
    remote.server.recover();
    remote.server.start_again().unwrap();
    assert!(remote.server.parts().unwrap() > 0);
    assert_eq!(remote.files.clear_scratch().unwrap(), 0);
    for note in fs::read_dir(remote.work()).unwrap() {
        let note = File::open(note.unwrap().path()).unwrap();
        let now = note.metadata().unwrap().modified().unwrap();
        note.set_modified(now - Duration::from_hours(25)).unwrap();
    }
    assert_eq!(remote.files.clear_scratch().unwrap(), 1);
    assert_eq!(remote.server.parts().unwrap(), 0);
    assert_eq!(fs::read_dir(remote.work()).unwrap().count(), 0);
    assert_eq!(remote.files.put_file(&draft).unwrap(), digest);
    assert_eq!(remote.server.parts().unwrap(), 0);
}

#[test]
fn a_server_that_goes_and_comes_loses_nothing_that_was_acknowledged() {
    let mut remote = Remote::start();
    let files = remote.files.clone();
    let writing = thread::spawn(move || {
        let began = Instant::now();
        let mut acknowledged = Vec::new();
        let mut number = 0_u32;
        while began.elapsed() < Duration::from_secs(6) {
            number += 1;
            let bytes = Bytes::from(number.to_string().repeat(5_000));
            acknowledged.extend(files.put(&bytes).ok());
            thread::sleep(Duration::from_millis(10));
        }
        acknowledged
    });
    for _ in 0..4 {
        thread::sleep(Duration::from_millis(700));
        remote.server.stop();
        thread::sleep(Duration::from_millis(500));
        remote.server.start_again().unwrap();
    }
    let acknowledged = writing.join().unwrap();
    assert!(acknowledged.len() > 10, "{}", acknowledged.len());
    for digest in acknowledged {
        assert!(remote.files.get(&digest).unwrap().is_some());
    }
}

#[test]
fn a_slow_server_is_waited_for() {
    let remote = Remote::start();
    remote
        .server
        .fail(Fault::Slow(Duration::from_millis(700)), Which::ALL);
    let digest = remote.files.put(&Bytes::from_static(b"slow")).unwrap();
    assert_eq!(remote.files.get(&digest).unwrap().unwrap(), "slow");
}

#[test]
fn what_only_the_host_can_mend_is_told_at_once_and_in_words() {
    let remote = Remote::start();
    let bytes = Bytes::from_static(b"x");
    let digest = Digest::of(&bytes);
    let draft = remote.draft(&film(9_000_000));
    let began = Instant::now();
    let tell = |files: &media::Files, words: &str| {
        let failed = [
            files.len(&digest).map(drop),
            files.put(&bytes).map(drop),
            files.put_file(&draft).map(drop),
            files.get(&digest).map(drop),
            files.read_range(&digest, 0, 9).map(drop),
            files.check(),
        ];
        for failed in failed {
            let told = failed.unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
        assert!(draft.exists());
    };
    tell(&remote.with(BUCKET, "another"), "look at s3_key");
    remote.server.fail(Fault::NoBucket, Which::ALL);
    tell(&remote.files, "there is no bucket called media");
    remote.server.recover();
    let nobodys = remote.with("nobodys", SECRET).len(&digest);
    assert!(nobodys.unwrap_err().to_string().contains("called nobodys"));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_is_lent_is_had_without_a_key_and_only_for_a_while() {
    let remote = Remote::start();
    let digest = remote.files.put(&Bytes::from_static(b"lent")).unwrap();
    let lent = remote
        .files
        .lend(&digest, "image/png", Duration::from_mins(1))
        .unwrap();
    assert!(
        lent.contains("X-Amz-Signature=") && lent.contains("response-content-type=image%2Fpng")
    );
    let plain = lent.split('?').next().unwrap();
    let spent = remote
        .files
        .lend(&digest, "image/png", Duration::from_secs(1))
        .unwrap();
    thread::sleep(Duration::from_millis(2_100));
    assert_eq!(get(&lent), (StatusCode::OK, "lent".to_owned()));
    assert_eq!(
        get(&lent.replace(digest.as_str(), Digest::of(b"other").as_str())).0,
        StatusCode::FORBIDDEN
    );
    for closed in [plain, &spent] {
        assert_eq!(get(closed).0, StatusCode::FORBIDDEN, "{closed}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a browser that was sent there, not the server"
)]
fn get(url: &str) -> (StatusCode, String) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let answer = reqwest::get(url).await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    })
}
