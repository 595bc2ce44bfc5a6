//! What is given out is what was kept.

use ::media::Digest;
use store::file::{AVATAR, FileRow};

use super::*;
use crate::caller::Role;

#[tokio::test]
async fn a_file_from_before_lengths_were_noted_is_given_out_whole() {
    let world = World::new().await;
    let ada = world.person("ada", Role::Member).await;
    world.social.files().put(&DOT.into()).unwrap();
    let row = FileRow {
        name: "old.png".to_owned(),
        digest: Digest::of(DOT).as_str().to_owned(),
        length: 0,
        usage: AVATAR,
        owner_id: ada.account_id.get(),
        created_at: 1,
    };
    let kept = world
        .social
        .store()
        .write(move |tx| store::file::insert(tx, &row));
    kept.await.unwrap();
    let served = world.served("/media/old.png").await.unwrap();
    let length = served.length;
    let mut sending = served.send(0..length).await.unwrap();
    assert_eq!(sending.piece().await.unwrap().as_deref(), Some(DOT));
    assert_eq!(sending.piece().await.unwrap(), None);
}
