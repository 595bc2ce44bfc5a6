//! How this network does, and how each member stands on it: for the pages where people look.

use std::time::Duration;

use infra::fetch::{Accept, Fetch};
use model::AccountId;
use serde::Deserialize;
use social::repo::RepoState;
use social::{Health, Presence, PresenceState, Sign};

use crate::error::Result;
use crate::{AtProto, ID};

/// What a relay shows of a server that it does not know well: so many accounts, and so many events
/// (<https://docs.bsky.app/docs/advanced-guides/rate-limits>).
const ACCOUNTS: i64 = 100;
const EVENTS_AN_HOUR: i64 = 2_600;
const EVENTS_A_DAY: i64 = 21_000;

const TITLE: &str = "Bluesky";
const ABOUT: &str = "Your public posts, your likes, boosts and follows, and your profile are also in a repository of \
     your own that anybody can read and copy, so that people on Bluesky see you as one of theirs. Posts for fewer people \
     never are.";

impl AtProto {
    /// How a member stands.
    pub(crate) async fn presence_of(&self, account: AccountId) -> Result<Presence> {
        let is_on = self.social.is_on(ID, account).await?;
        let repo = self.social.repo(account).await?;
        let state = match repo.as_ref().map(|repo| repo.state) {
            Some(RepoState::Suspended | RepoState::Deleted) => PresenceState::Suspended,
            Some(RepoState::Deactivated) => PresenceState::Off,
            _ if !is_on => PresenceState::Off,
            Some(RepoState::Active) => PresenceState::On,
            Some(RepoState::New) | None => PresenceState::Waiting(self.waits_for(account).await?),
        };
        Ok(Presence {
            network: ID,
            title: TITLE,
            about: ABOUT,
            address: repo.as_ref().map(|repo| format!("@{}", repo.handle)),
            permanent: repo.map(|repo| repo.did),
            state,
        })
    }

    async fn waits_for(&self, account: AccountId) -> Result<String> {
        let operations = self.social.directory_operations(account).await?;
        let failed = operations
            .iter()
            .find(|operation| !operation.is_taken && operation.failures > 0);
        Ok(match failed {
            Some(failed) => format!(
                "The directory of names has not taken yours yet (tried {} times). This server goes on trying; you need \
                 not do anything.",
                failed.failures
            ),
            None => "Your name is on its way to the directory. This takes some seconds.".to_owned(),
        })
    }

    /// What is known of how it does.
    pub(crate) async fn signs_of_health(&self) -> Result<Health> {
        let mut signs = self.signs_of_accounts().await?;
        signs.extend(self.signs_of_events().await?);
        signs.push(self.sign_of_directory().await?);
        for relay in &self.config.relays {
            signs.push(self.sign_of_relay(relay).await);
        }
        signs.push(match &self.config.app_view {
            Some(upstream) => good("Apps see the network through", &upstream.url, ""),
            None => Sign {
                is_bad: true,
                ..good(
                    "Apps see the network through",
                    "nobody",
                    "Apps of Bluesky can write, but show no feeds. Set bluesky_app_view.",
                )
            },
        });
        Ok(Health {
            title: TITLE,
            signs,
        })
    }

    async fn signs_of_accounts(&self) -> Result<Vec<Sign>> {
        let counts = self.social.repo_counts().await?;
        let of = |state| {
            let found = counts.iter().find(|(known, _)| *known == state);
            found.map_or(0, |(_, count)| *count)
        };
        let active = of(RepoState::Active);
        let hidden = of(RepoState::Deactivated) + of(RepoState::Suspended);
        let note = "Relays show 100 accounts of a server that they do not know well, and silently hide the others. Write \
             to them before you have more.";
        Ok(vec![
            Sign {
                name: "Accounts that can be seen".to_owned(),
                value: format!("{active} of {ACCOUNTS}"),
                note: note.to_owned(),
                is_bad: active * 10 >= ACCOUNTS * 9,
            },
            good(
                "Accounts that are kept back",
                &hidden.to_string(),
                "Their owners chose so, or you have suspended them.",
            ),
        ])
    }

    async fn signs_of_events(&self) -> Result<Vec<Sign>> {
        let now = self.social.now();
        let mut signs = Vec::new();
        for (name, hours, most) in [
            ("Events in the last hour", 1, EVENTS_AN_HOUR),
            ("Events in the last day", 24, EVENTS_A_DAY),
        ] {
            let since = now.minus(Duration::from_hours(hours));
            let counts = self.social.repo_event_counts(since).await?;
            let count: i64 = counts.iter().map(|(_, count)| count).sum();
            signs.push(Sign {
                name: name.to_owned(),
                value: format!("{count} of {most}"),
                note: "More than this a relay reads late, or not at all.".to_owned(),
                is_bad: count * 10 >= most * 9,
            });
        }
        Ok(signs)
    }

    async fn sign_of_directory(&self) -> Result<Sign> {
        let (waiting, since) = self.social.waiting_directory_operations().await?;
        let now = self.social.now();
        let is_late = since.is_some_and(|since| now.since(since) > Duration::from_mins(10));
        Ok(Sign {
            name: "Names that wait for the directory".to_owned(),
            value: waiting.to_string(),
            note: if is_late {
                format!(
                    "{} does not take them. They are tried again by themselves; those people cannot be seen until then.",
                    self.config.plc_url
                )
            } else {
                String::new()
            },
            is_bad: is_late,
        })
    }

    /// What a relay says of us (`com.atproto.sync.getHostStatus`).
    async fn sign_of_relay(&self, relay: &str) -> Sign {
        let host = self.social.base_url().authority();
        let url = format!("{relay}/xrpc/com.atproto.sync.getHostStatus?hostname={host}");
        let said = self.door.get(&Fetch::new(&url, Accept::Json)).await;
        let said = said.map(|said| serde_json::from_slice::<HostStatus>(&said.body));
        match said {
            Ok(Ok(status)) => Sign {
                name: relay.to_owned(),
                value: status.status.unwrap_or_else(|| "unknown".to_owned()),
                note: format!(
                    "Knows {} accounts of ours, and has read up to {}.",
                    status.account_count.unwrap_or(0),
                    status.seq.unwrap_or(0)
                ),
                is_bad: false,
            },
            Ok(Err(_)) | Err(_) => Sign {
                name: relay.to_owned(),
                value: "does not know us".to_owned(),
                note: "It is told when there is something new. If this stays so for a day, look whether it can reach this \
                       server from outside."
                    .to_owned(),
                is_bad: true,
            },
        }
    }
}

/// What a relay says of a server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HostStatus {
    status: Option<String>,
    seq: Option<i64>,
    account_count: Option<i64>,
}

fn good(name: &str, value: &str, note: &str) -> Sign {
    Sign {
        name: name.to_owned(),
        value: value.to_owned(),
        note: note.to_owned(),
        is_bad: false,
    }
}
