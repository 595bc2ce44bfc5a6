//! Security row D9: a file is given out for as long as its post is, and kept on the way by nobody who should not.

use model::Audience;

use super::*;
use crate::caller::Role;
use crate::media::Keeping;
use crate::staff::{Action, Decision, Pardon};

fn with(media: &Media, audience: Audience) -> Draft {
    Draft {
        media: media.id.into_iter().collect(),
        audience: Some(audience),
        ..Draft::default()
    }
}

#[tokio::test]
async fn only_what_is_for_everyone_may_be_kept_by_those_who_serve_many() {
    let world = World::new().await;
    let ada = world.person("ada", Role::Member).await;
    for (audience, keeping) in [
        (Audience::Public, Keeping::Everyone),
        (Audience::Quiet, Keeping::Everyone),
        (Audience::Followers, Keeping::OnlyReader),
        (Audience::Mentioned, Keeping::OnlyReader),
        (Audience::Local, Keeping::OnlyReader),
    ] {
        let media = world.upload(&ada).await;
        let loose = world.served(&media.url).await.unwrap();
        assert_eq!(loose.keeping, Keeping::OnlyReader, "not posted yet");
        world.post(&ada, with(&media, audience)).await;
        let served = world.served(&media.url).await.unwrap();
        assert_eq!(served.keeping, keeping, "{audience:?}");
    }
}

#[tokio::test]
async fn a_file_goes_with_its_post_and_comes_back_when_it_is_posted_anew() {
    let world = World::new().await;
    let ada = world.person("ada", Role::Member).await;
    let media = world.upload(&ada).await;
    let post = world.post(&ada, with(&media, Audience::Followers)).await;
    world.served(&media.url).await.unwrap();
    world.social.delete_post(&ada, post).await.unwrap();
    let small = media.preview.clone().unwrap().url;
    for url in [&media.url, &small] {
        assert!(world.served(url).await.is_err(), "{url}");
    }
    world.post(&ada, with(&media, Audience::Followers)).await;
    for url in [&media.url, &small] {
        world.served(url).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_of_a_suspended_account_is_given_out() {
    let world = World::new().await;
    let host = world.person("hilda", Role::Admin).await;
    let ada = world.person("ada", Role::Member).await;
    let media = world.upload(&ada).await;
    world.post(&ada, with(&media, Audience::Public)).await;
    let suspend = Decision {
        action: Action::Suspend,
        ..Decision::default()
    };
    let suspended = world.social.moderate(&host, ada.account_id, suspend);
    suspended.await.unwrap();
    assert!(world.served(&media.url).await.is_err());
    let pardoned = world
        .social
        .pardon(&host, ada.account_id, Pardon::Unsuspend);
    pardoned.await.unwrap();
    world.served(&media.url).await.unwrap();
}
