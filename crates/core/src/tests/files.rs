//! Files that nobody needs any more.

use std::time::Duration;

use model::{Audience, Media};

use crate::media::Upload;
use crate::post::Draft;
use crate::testing::World;
use crate::{Caller, Error};

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

async fn upload(world: &World, caller: &Caller) -> Media {
    let upload = Upload {
        file: DOT.into(),
        ..Upload::default()
    };
    world.social.upload_media(caller, upload).await.unwrap()
}

async fn is_there(world: &World, media: &Media) -> bool {
    let name = media.url.rsplit('/').next().unwrap();
    match world.social.file(name).await {
        Ok(_) => true,
        Err(Error::NotFound(_)) => false,
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_file_that_is_never_attached_is_gone_after_a_day_and_an_attached_one_stays() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let (kept, forgotten) = (upload(&world, &alice).await, upload(&world, &alice).await);
    let draft = Draft {
        media: vec![kept.id.unwrap()],
        audience: Some(Audience::Public),
        ..Draft::default()
    };
    let post = world.social.create_post(&alice, draft).await.unwrap();
    world.pass(Duration::from_hours(23));
    world.social.prune().await.unwrap();
    assert!(is_there(&world, &forgotten).await);
    world.pass(Duration::from_hours(2));
    let late = upload(&world, &alice).await;
    world.social.prune().await.unwrap();
    assert!(!is_there(&world, &forgotten).await);
    assert!(is_there(&world, &kept).await && is_there(&world, &late).await);
    // From the end of its post a file is given out to nobody, and has a day to be attached again.
    world.social.delete_post(&alice, post.id).await.unwrap();
    world.social.prune().await.unwrap();
    assert!(!is_there(&world, &kept).await);
    let id = kept.id.unwrap();
    world.social.loose_media(&alice, id).await.unwrap();
    world.pass(Duration::from_hours(25));
    world.social.prune().await.unwrap();
    assert!(world.social.loose_media(&alice, id).await.is_err());
    assert!(!is_there(&world, &late).await);
}

#[tokio::test]
async fn a_file_waits_as_long_as_the_draft_or_the_scheduled_post_that_has_it() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let (drafted, scheduled) = (upload(&world, &alice).await, upload(&world, &alice).await);
    let of = |media: &Media| Draft {
        text: "Look".to_owned(),
        media: vec![media.id.unwrap()],
        audience: Some(Audience::Public),
        ..Draft::default()
    };
    let draft = world.social.keep_draft(&alice, &of(&drafted)).await;
    let draft = draft.unwrap();
    let due = world.social.now().plus(Duration::from_hours(72));
    let later = world.social.schedule_post(&alice, of(&scheduled), due);
    later.await.unwrap();
    world.pass(Duration::from_hours(48));
    world.social.prune().await.unwrap();
    assert!(is_there(&world, &drafted).await && is_there(&world, &scheduled).await);
    world.social.delete_draft(&alice, draft.id).await.unwrap();
    world.social.prune().await.unwrap();
    assert!(!is_there(&world, &drafted).await && is_there(&world, &scheduled).await);
}
