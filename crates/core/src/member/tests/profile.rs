//! What members show of themselves.

use super::codes;
use crate::caller::Role;
use crate::member::{MemberSettings, ProfileUpdate};
use crate::testing::World;

#[tokio::test]
async fn a_profile_is_changed_and_told() {
    let world = World::new().await;
    world.person("bob", Role::Member).await;
    let alice = world.person("alice", Role::Member).await;
    let before = world.journal_length().await;
    let update = ProfileUpdate {
        display_name: Some("Alice \u{202e}🦀\n".to_owned()),
        note: Some("Friend of @bob and @nobody\n<script> #moot".to_owned()),
        is_locked: Some(true),
        is_bot: Some(false),
        ..ProfileUpdate::default()
    };
    let view = world.social.update_profile(&alice, update).await.unwrap();
    assert_eq!(view.display_name, "Alice 🦀");
    assert!(view.is_locked && !view.is_discoverable);
    assert!(
        view.note_html.contains("https://moot.example/@bob"),
        "{}",
        view.note_html
    );
    assert!(
        view.note_html.contains("@nobody<br>&lt;script&gt;"),
        "{}",
        view.note_html
    );
    assert_eq!(world.journal_length().await, before + 1);

    let settings = MemberSettings {
        theme: Some("dark".to_owned()),
        ..MemberSettings::default()
    };
    let only_settings = ProfileUpdate {
        settings: Some(settings.clone()),
        ..ProfileUpdate::default()
    };
    world
        .social
        .update_profile(&alice, only_settings)
        .await
        .unwrap();
    assert_eq!(
        world.social.member(&alice).await.unwrap().settings,
        settings
    );
    assert_eq!(
        world.journal_length().await,
        before + 1,
        "nobody is told of settings"
    );
    let long = ProfileUpdate {
        note: Some("x".repeat(1_001)),
        ..ProfileUpdate::default()
    };
    let error = world.social.update_profile(&alice, long).await.unwrap_err();
    assert_eq!(codes(&[error]), [("note", "too_long")]);
}
