//! <https://docs.joinmastodon.org/entities/WebPushSubscription/>

use std::collections::BTreeMap;

use model::Id;
use serde::Serialize;
use social::NotificationKind;
use social::push::SubscriptionView;

use super::kind_from_word;

/// Every kind that apps may ask to be woken for; what does not happen here wakes nobody.
const ALERTS: [&str; 12] = [
    "mention",
    "quote",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quoted_update",
    "admin.sign_up",
    "admin.report",
];

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct WebPushSubscription {
    id: Id,
    endpoint: String,
    standard: bool,
    alerts: BTreeMap<&'static str, bool>,
    policy: &'static str,
    server_key: String,
}

impl WebPushSubscription {
    pub(crate) fn new(view: SubscriptionView, server_key: String) -> Self {
        let is_wanted =
            |word: &str| kind_from_word(word).is_some_and(|kind| view.alerts.contains(&kind));
        Self {
            alerts: ALERTS.map(|word| (word, is_wanted(word))).into(),
            id: view.id,
            endpoint: view.endpoint,
            standard: view.is_standard,
            policy: view.policy.as_str(),
            server_key,
        }
    }
}

/// The kinds whose words are set.
pub(crate) fn alerts(asked: &BTreeMap<String, bool>) -> Vec<NotificationKind> {
    asked
        .iter()
        .filter(|(_, wanted)| **wanted)
        .filter_map(|(word, _)| kind_from_word(word))
        .collect()
}
