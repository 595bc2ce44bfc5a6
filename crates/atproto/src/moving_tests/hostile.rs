use super::*;

/// Files that are not what they should be, and why.
fn hostile(alice: &Stranger, eve: &Stranger) -> Vec<(&'static str, Vec<u8>)> {
    let post = post_record("Hello.", "2023-01-01T10:00:00Z");
    let bytes = encode(&record_from_json(&post).unwrap()).unwrap();
    let cid = Cid::of_cbor(&bytes);
    let key = |rkey: &str| (format!("{POST}/{rkey}"), cid);
    let (tree, nodes) = mst::build(&[key("3jzfcijpj2z2b")]).unwrap();
    let nodes: Vec<(Cid, Vec<u8>)> = nodes.into_iter().collect();
    let with = |more: &[(Cid, Vec<u8>)]| [nodes.clone(), more.to_vec()].concat();
    let record = (cid, bytes.clone());
    let good = alice.file(tree, &with(std::slice::from_ref(&record)));
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let text = b"\x65hello".to_vec();
    let no_object = mst::build(&[(format!("{POST}/1"), Cid::of_cbor(&text))]).unwrap();
    let no_object_blocks: Vec<_> = no_object
        .1
        .into_iter()
        .chain([(Cid::of_cbor(&text), text)])
        .collect();
    let unsorted = b"\xa2\x61b\x01\x61a\x02".to_vec();
    let crooked = mst::build(&[(format!("{POST}/1"), Cid::of_cbor(&unsorted))]).unwrap();
    let crooked_blocks: Vec<_> = crooked
        .1
        .into_iter()
        .chain([(Cid::of_cbor(&unsorted), unsorted)])
        .collect();
    let no_key = mst::build(&[("nocollection/1".to_owned(), cid)]).unwrap();
    let no_key_blocks: Vec<_> = no_key.1.into_iter().chain([record.clone()]).collect();
    let mut two_roots = good.clone();
    two_roots.splice(..car::header(&cid).len(), header_of(&[tree, tree]));
    vec![
        ("nothing at all", Vec::new()),
        ("no CAR file", b"hello".to_vec()),
        ("a block under a false name", forged),
        ("an end in the middle", good[..good.len() - 3].to_vec()),
        ("no record", alice.file(tree, &nodes)),
        ("no tree", alice.file(tree, std::slice::from_ref(&record))),
        (
            "somebody else's",
            eve.file(tree, &with(std::slice::from_ref(&record))),
        ),
        (
            "a root that is no commit",
            [header_of(&[cid]), good[car::header(&cid).len()..].to_vec()].concat(),
        ),
        ("two roots", two_roots),
        ("a tree around itself", cycle(alice, &record)),
        (
            "a tree in another form",
            alice.file(empty_above(tree), &with(&[record, above(tree)])),
        ),
        (
            "a record that is no object",
            alice.file(no_object.0, &no_object_blocks),
        ),
        (
            "a record in another form",
            alice.file(crooked.0, &crooked_blocks),
        ),
        ("a key that is none", alice.file(no_key.0, &no_key_blocks)),
    ]
}

/// What stands in front of a file with these roots.
fn header_of(roots: &[Cid]) -> Vec<u8> {
    let mut out = vec![0xa2, 0x65];
    out.extend(b"roots");
    out.push(0x80 | u8::try_from(roots.len()).unwrap());
    for root in roots {
        out.extend([0xd8, 0x2a, 0x58, 0x25, 0x00]);
        out.extend(root.to_bytes());
    }
    out.push(0x67);
    out.extend(b"version\x01");
    [vec![u8::try_from(out.len()).unwrap()], out].concat()
}

/// A node without a key above a tree: it says the same, but not in the one way there is.
fn above(tree: Cid) -> (Cid, Vec<u8>) {
    let mut node = vec![
        0xa2, 0x61, b'e', 0x80, 0x61, b'l', 0xd8, 0x2a, 0x58, 0x25, 0x00,
    ];
    node.extend(tree.to_bytes());
    (Cid::of_cbor(&node), node)
}

fn empty_above(tree: Cid) -> Cid {
    above(tree).0
}

/// A hundred nodes, each above the next, without a key anywhere: no name of a block can be in the block itself, so
/// a ring cannot be closed; a chain is the nearest to it.
fn cycle(alice: &Stranger, record: &(Cid, Vec<u8>)) -> Vec<u8> {
    let mut blocks = vec![record.clone(), above(record.0)];
    for _ in 0..100 {
        let last = blocks.last().unwrap().0;
        blocks.push(above(last));
    }
    alice.file(blocks.last().unwrap().0, &blocks)
}

#[tokio::test]
async fn what_is_not_a_whole_and_right_repository_changes_nothing() {
    let world = World::new().await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    let eve = Stranger::new(&world, "eve.old.example").await;
    let joined = alice.join(&world, "alice.moot.example").await.done();
    let token = joined["accessJwt"].as_str().unwrap();
    let before = alice.repository(&[(
        "app.bsky.feed.post/1",
        post_record("Before.", "2023-01-01T10:00:00Z"),
    )]);
    let imported = world.post(token, IMPORT, CAR, before).await;
    assert_eq!(imported.status, StatusCode::OK, "{imported:?}");
    let head = |did: String| async {
        world
            .social
            .repo_by_did(&{ did })
            .await
            .unwrap()
            .unwrap()
            .head
    };
    let kept = head(alice.did.to_string()).await;
    for (what, file) in hostile(&alice, &eve) {
        let refused = world.post(token, IMPORT, CAR, file).await;
        assert!(refused.is(400, "InvalidRequest"), "{what}: {refused:?}");
        assert_eq!(head(alice.did.to_string()).await, kept, "{what}");
        let listed = world
            .get(
                token,
                &format!("com.atproto.sync.getRepo?did={}", alice.did),
            )
            .await;
        assert!(at_proto::car::read(&listed.bytes).is_ok(), "{what}");
    }
    let wrong_kind = world
        .post(token, IMPORT, "application/json", Vec::new())
        .await;
    assert!(wrong_kind.is(400, "InvalidRequest"));
}

#[tokio::test]
async fn a_repository_that_is_too_large_is_refused_and_an_active_one_is_not_replaced() {
    let world = World::with(ImportLimits {
        bytes: 4_000,
        blocks: 5,
    })
    .await;
    let alice = Stranger::new(&world, "alice.old.example").await;
    let joined = alice.join(&world, "alice.moot.example").await.done();
    let token = joined["accessJwt"].as_str().unwrap();
    let long = "x".repeat(5_000);
    let large = alice.repository(&[(
        "com.example.text/1",
        json!({ "$type": "com.example.text", "text": long }),
    )]);
    let keys: Vec<String> = (0..9).map(|n| format!("com.example.text/{n}")).collect();
    let many: Vec<(&str, Value)> = keys
        .iter()
        .map(|key| {
            (
                key.as_str(),
                json!({ "$type": "com.example.text", "key": key }),
            )
        })
        .collect();
    for file in [large, alice.repository(&many)] {
        let refused = world.post(token, IMPORT, CAR, file).await;
        assert!(
            refused.json["message"].as_str().unwrap().contains("larger"),
            "{refused:?}"
        );
    }
    let answer = world.call(
        "",
        "com.atproto.server.createSession",
        json!({ "identifier": "landlady", "password": PASSWORD }),
    );
    let landlady = answer.await.done();
    let token = landlady["accessJwt"].as_str().unwrap();
    let file = alice.repository(&[]);
    let refused = world.post(token, IMPORT, CAR, file).await;
    assert!(refused.is(400, "InvalidRequest"), "{refused:?}");
}
