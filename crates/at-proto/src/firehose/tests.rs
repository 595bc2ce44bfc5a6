use super::*;

fn did() -> Did {
    Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap()
}

fn rev() -> Tid {
    Tid::parse("3jzfcijpj2z2a").unwrap()
}

fn events() -> Vec<Event> {
    let time = "2026-01-02T03:04:05.678Z".to_owned();
    let cid = Cid::of_cbor(b"1");
    let op = |now, before| Op {
        key: "app.bsky.feed.post/3jzfcijpj2z2a".to_owned(),
        now,
        before,
    };
    vec![
        Event::Commit(CommitEvent {
            did: did(),
            commit: cid,
            rev: rev(),
            since: Some(rev()),
            before: Some(cid),
            ops: vec![
                op(Some(cid), None),
                op(Some(cid), Some(cid)),
                op(None, Some(cid)),
            ],
            blocks: vec![1, 2, 3],
            time: time.clone(),
        }),
        Event::Sync {
            did: did(),
            rev: rev(),
            blocks: vec![4],
            time: time.clone(),
        },
        Event::Identity {
            did: did(),
            handle: Some("ada.example.org".to_owned()),
            time: time.clone(),
        },
        Event::Account {
            did: did(),
            active: false,
            status: Some("deactivated".to_owned()),
            time,
        },
    ]
}

#[test]
fn what_is_told_is_understood() {
    for event in events() {
        let frame = event.frame(7);
        assert_eq!(Event::read(&frame), Ok(Some((Some(7), event))));
    }
    let end = Event::Error {
        error: "FutureCursor".to_owned(),
        message: "Cursor in the future.".to_owned(),
    };
    assert_eq!(Event::read(&end.frame(0)), Ok(Some((None, end))));
}

#[test]
fn rubbish_is_refused_and_what_is_new_is_passed_over() {
    assert_eq!(Event::read(b""), Err(FrameError::Malformed));
    assert_eq!(Event::read(&[0xff; 40]), Err(FrameError::Malformed));
    assert_eq!(
        Event::read(&vec![0; MAX_FRAME_BYTES + 1]),
        Err(FrameError::TooLarge)
    );
    for event in events() {
        let frame = event.frame(7);
        for length in 0..frame.len() {
            assert!(Event::read(frame.get(..length).unwrap()).is_err());
        }
    }
    let header = map([("op", Ipld::Integer(1)), ("t", text("#new"))]);
    let frame = serde_ipld_dagcbor::to_vec(&Ipld::Map(header)).unwrap();
    assert_eq!(Event::read(&frame), Ok(None));
}
