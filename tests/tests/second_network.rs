//! The core knows no network by name: a second one, made of pigeons, is connected without a change to
//! it, gets what is public and nothing else, and gets it once.

use model::Audience;
use social::NetworkId;
use social::post::Draft;
use testkit::{Blueprint, Carrier, Person, World};

const PIGEON: NetworkId = NetworkId("pigeon");

async fn world(carrier: &std::sync::Arc<Carrier>) -> (World, Person) {
    let blueprint = Blueprint::new().carrier(carrier.clone());
    let world = blueprint.build().await;
    let alice = world.person("alice").await;
    (world, alice)
}

async fn write(
    world: &World,
    author: &Person,
    audience: Audience,
) -> social::Result<model::PostId> {
    let draft = Draft {
        text: format!("{audience:?}"),
        audience: Some(audience),
        ..Draft::default()
    };
    let post = world.social().create_post(&author.caller, draft).await?;
    Ok(post.id)
}

#[tokio::test]
async fn only_what_is_public_reaches_a_public_network() -> social::Result<()> {
    let carrier = Carrier::new();
    let (world, alice) = world(&carrier).await;
    for audience in [
        Audience::Public,
        Audience::Quiet,
        Audience::Followers,
        Audience::Mentioned,
        Audience::Local,
    ] {
        write(&world, &alice, audience).await?;
    }
    world.settle().await;
    assert!(carrier.flights() >= 5, "every entry was offered");
    assert_eq!(carrier.letters(), ["Public"]);
    Ok(())
}

#[tokio::test]
async fn an_account_has_a_face_there_from_its_first_minute() -> social::Result<()> {
    let (world, alice) = world(&Carrier::new()).await;
    let face = world.social().identity_of(PIGEON, alice.account_id).await?;
    let uri = face.map(|face| face.uri);
    assert_eq!(uri, Some(format!("pigeon:{}", alice.account_id)));
    Ok(())
}

#[tokio::test]
async fn what_is_published_again_after_a_crash_arrives_once() -> social::Result<()> {
    let carrier = Carrier::new();
    let (world, alice) = world(&carrier).await;
    write(&world, &alice, Audience::Public).await?;
    world.settle().await;
    let flights = carrier.flights();
    world.rewind(PIGEON).await;
    world.settle().await;
    assert_eq!(carrier.flights(), 2 * flights, "it was published again");
    assert_eq!(carrier.letters(), ["Public"]);
    Ok(())
}

#[tokio::test]
async fn a_network_that_fails_keeps_its_place_and_holds_up_no_other() -> social::Result<()> {
    let carrier = Carrier::new();
    let (world, alice) = world(&carrier).await;
    world.settle().await;
    carrier.send_hawks(3);
    write(&world, &alice, Audience::Public).await?;
    world.settle().await;
    assert_eq!(carrier.letters(), ["Public"], "tried until it arrived");
    Ok(())
}

#[tokio::test]
async fn what_is_deleted_is_called_back() -> social::Result<()> {
    let carrier = Carrier::new();
    let (world, alice) = world(&carrier).await;
    let post = write(&world, &alice, Audience::Public).await?;
    world.settle().await;
    world.social().delete_post(&alice.caller, post).await?;
    world.settle().await;
    assert!(carrier.letters().is_empty());
    Ok(())
}
