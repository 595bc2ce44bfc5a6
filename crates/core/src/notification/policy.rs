//! From whom somebody wants to hear.

use std::time::Duration;

use model::{AccountKind, Time};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::notification_policy::Standing;

use crate::caller::Role;
use crate::view::NotificationKind;
use crate::{Caller, Result, Social};

/// What becomes of a notification. The later, the stricter.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Treatment {
    /// It is told.
    #[default]
    Accept,
    /// It waits with the requests.
    Filter,
    /// It is forgotten.
    Drop,
}

/// What becomes of notifications, by who causes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotificationPolicy {
    /// People whom one does not follow.
    pub not_following: Treatment,
    /// People who do not follow one, or not for three days yet.
    pub not_followers: Treatment,
    /// Accounts younger than thirty days whom one does not follow.
    pub new_accounts: Treatment,
    /// Private mentions by people whom one does not follow, unless they answer one's own.
    pub private_mentions: Treatment,
    /// Accounts that staff has silenced and one does not follow.
    pub limited_accounts: Treatment,
    /// Accounts marked as programs whom one does not follow.
    pub bots: Treatment,
}

impl Default for NotificationPolicy {
    fn default() -> Self {
        Self {
            not_following: Treatment::Accept,
            not_followers: Treatment::Accept,
            new_accounts: Treatment::Accept,
            private_mentions: Treatment::Filter,
            limited_accounts: Treatment::Filter,
            bots: Treatment::Accept,
        }
    }
}

/// What somebody changes of their policy; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PolicyUpdate {
    /// See [`NotificationPolicy::not_following`].
    pub not_following: Option<Treatment>,
    /// See [`NotificationPolicy::not_followers`].
    pub not_followers: Option<Treatment>,
    /// See [`NotificationPolicy::new_accounts`].
    pub new_accounts: Option<Treatment>,
    /// See [`NotificationPolicy::private_mentions`].
    pub private_mentions: Option<Treatment>,
    /// See [`NotificationPolicy::limited_accounts`].
    pub limited_accounts: Option<Treatment>,
    /// See [`NotificationPolicy::bots`].
    pub bots: Option<Treatment>,
}

/// How much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pending {
    /// Of how many people; 100 means that or more.
    pub people: i64,
    /// How many notifications.
    pub notifications: i64,
}

/// Nobody reads a larger number than this.
const MOST_PEOPLE: i64 = 100;
const NEW_ACCOUNT: Duration = Duration::from_hours(30 * 24);
const NEW_FOLLOWER: Duration = Duration::from_hours(3 * 24);

impl Social {
    /// From whom the caller wants to hear.
    pub async fn notification_policy(&self, caller: &Caller) -> Result<NotificationPolicy> {
        let account = caller.account_id.get();
        Ok(self
            .store()
            .read(move |conn| Ok(read(store::notification_policy::find(conn, account)?)))
            .await?)
    }

    /// Changes from whom the caller wants to hear. What was told stays told.
    pub async fn update_notification_policy(
        &self,
        caller: &Caller,
        update: PolicyUpdate,
    ) -> Result<NotificationPolicy> {
        let account = caller.account_id.get();
        Ok(self
            .store()
            .write(move |tx| {
                let old = read(store::notification_policy::find(tx, account)?);
                let new = old.changed(update);
                let text = serde_json::to_string(&new).unwrap_or_default();
                store::notification_policy::set(tx, account, &text)?;
                Ok(new)
            })
            .await?)
    }

    /// How much waits for the caller to decide.
    pub async fn pending_notifications(&self, caller: &Caller) -> Result<Pending> {
        let account = caller.account_id.get();
        let (people, notifications) = self
            .store()
            .read(move |conn| store::notification_request::count(conn, account))
            .await?;
        Ok(Pending {
            people: people.min(MOST_PEOPLE),
            notifications,
        })
    }
}

fn read(kept: Option<String>) -> NotificationPolicy {
    kept.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// What becomes of something that somebody would be told, as they have chosen.
pub(crate) fn treatment(
    tx: &mut Tx,
    who: i64,
    kind: NotificationKind,
    from: i64,
    post: i64,
    now: Time,
) -> store::Result<Treatment> {
    if !may_be_held_back(kind) {
        return Ok(Treatment::Accept);
    }
    let policy = read(store::notification_policy::find(tx, who)?);
    if policy.accepts_all() {
        return Ok(Treatment::Accept);
    }
    let standing = store::notification_policy::standing(tx, who, from, post)?;
    Ok(standing.map_or(Treatment::Accept, |standing| {
        policy.treat(kind, &standing, now)
    }))
}

/// What staff must hear, and news of what one took part in, come from nobody in particular.
const fn may_be_held_back(kind: NotificationKind) -> bool {
    !matches!(
        kind,
        NotificationKind::SignUp
            | NotificationKind::Edited
            | NotificationKind::Report
            | NotificationKind::Warning
            | NotificationKind::QuotedEdited
            | NotificationKind::PollEnded
    )
}

impl NotificationPolicy {
    fn changed(self, update: PolicyUpdate) -> Self {
        Self {
            not_following: update.not_following.unwrap_or(self.not_following),
            not_followers: update.not_followers.unwrap_or(self.not_followers),
            new_accounts: update.new_accounts.unwrap_or(self.new_accounts),
            private_mentions: update.private_mentions.unwrap_or(self.private_mentions),
            limited_accounts: update.limited_accounts.unwrap_or(self.limited_accounts),
            bots: update.bots.unwrap_or(self.bots),
        }
    }

    fn accepts_all(self) -> bool {
        self.strictest([true; 6]) == Treatment::Accept
    }

    /// The strictest of the rules that apply, in the order of the fields.
    fn strictest(self, applies: [bool; 6]) -> Treatment {
        let rules = [
            self.not_following,
            self.not_followers,
            self.new_accounts,
            self.private_mentions,
            self.limited_accounts,
            self.bots,
        ];
        rules
            .into_iter()
            .zip(applies)
            .filter_map(|(rule, applies)| applies.then_some(rule))
            .max()
            .unwrap_or_default()
    }

    fn treat(self, kind: NotificationKind, standing: &Standing, now: Time) -> Treatment {
        let is_mention = kind == NotificationKind::Mention;
        let is_staff = standing
            .role
            .as_deref()
            .is_some_and(|role| Role::from_word(role) > Role::Member);
        if standing.is_permitted || (is_mention && is_staff) {
            return Treatment::Accept;
        }
        let is_private = is_mention && standing.is_private;
        if is_private && standing.is_response {
            return Treatment::Accept;
        }
        let is_stranger = !standing.follows;
        let younger = |since: i64, than: Duration| Time::from_micros(since).plus(than) > now;
        let is_bot = matches!(
            AccountKind::from_word(&standing.kind),
            AccountKind::Bot | AccountKind::Server
        );
        self.strictest([
            is_stranger,
            standing
                .followed_since
                .is_none_or(|since| younger(since, NEW_FOLLOWER)),
            is_stranger && younger(standing.created_at, NEW_ACCOUNT),
            is_stranger && is_private,
            is_stranger && standing.is_silenced,
            is_stranger && is_bot,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Standing = Standing {
        follows: false,
        followed_since: None,
        is_permitted: false,
        created_at: 0,
        kind: String::new(),
        is_silenced: false,
        role: None,
        is_private: false,
        is_response: false,
    };

    fn late() -> Time {
        Time::from_seconds(400 * 24 * 60 * 60)
    }

    fn treat(policy: NotificationPolicy, standing: &Standing) -> Treatment {
        policy.treat(NotificationKind::Mention, standing, late())
    }

    #[test]
    fn each_rule_holds_back_those_it_names() {
        const FILTER: Treatment = Treatment::Filter;
        let open = NotificationPolicy {
            private_mentions: Treatment::Accept,
            limited_accounts: Treatment::Accept,
            ..NotificationPolicy::default()
        };
        let cases = [
            (
                NotificationPolicy {
                    not_following: FILTER,
                    ..open
                },
                STRANGER,
            ),
            (
                NotificationPolicy {
                    not_followers: FILTER,
                    ..open
                },
                Standing {
                    follows: true,
                    followed_since: Some(late().micros()),
                    ..STRANGER
                },
            ),
            (
                NotificationPolicy {
                    new_accounts: FILTER,
                    ..open
                },
                Standing {
                    created_at: late().micros(),
                    ..STRANGER
                },
            ),
            (
                NotificationPolicy {
                    private_mentions: FILTER,
                    ..open
                },
                Standing {
                    is_private: true,
                    ..STRANGER
                },
            ),
            (
                NotificationPolicy {
                    limited_accounts: FILTER,
                    ..open
                },
                Standing {
                    is_silenced: true,
                    ..STRANGER
                },
            ),
            (
                NotificationPolicy {
                    bots: FILTER,
                    ..open
                },
                Standing {
                    kind: "bot".to_owned(),
                    ..STRANGER
                },
            ),
        ];
        for (policy, standing) in cases {
            assert_eq!(treat(policy, &standing), FILTER, "{policy:?}");
            assert_eq!(treat(open, &standing), Treatment::Accept);
            let permitted = Standing {
                is_permitted: true,
                ..standing
            };
            assert_eq!(treat(policy, &permitted), Treatment::Accept, "{policy:?}");
        }
    }

    #[test]
    fn the_strictest_rule_wins() {
        let policy = NotificationPolicy {
            not_following: Treatment::Filter,
            not_followers: Treatment::Drop,
            ..NotificationPolicy::default()
        };
        assert_eq!(treat(policy, &STRANGER), Treatment::Drop);
    }

    #[test]
    fn an_answer_to_ones_own_private_mention_and_staff_come_through() {
        let policy = NotificationPolicy {
            not_following: Treatment::Drop,
            ..NotificationPolicy::default()
        };
        for standing in [
            Standing {
                is_private: true,
                is_response: true,
                ..STRANGER
            },
            Standing {
                role: Some("moderator".to_owned()),
                ..STRANGER
            },
        ] {
            assert_eq!(treat(policy, &standing), Treatment::Accept);
        }
        let member = Standing {
            role: Some("member".to_owned()),
            ..STRANGER
        };
        assert_eq!(treat(policy, &member), Treatment::Drop);
    }
}
