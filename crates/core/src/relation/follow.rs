//! Following.

use model::AccountId;
use serde_json::json;
use store::relation::{ACCEPTED, ASKED, FollowRow};

use crate::journal::{Change, Record};
use crate::{Caller, Error, RelationView, Result, Social, Viewer};

/// The most languages of one follow.
const MAX_LANGUAGES: usize = 30;

/// How somebody wants to follow. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowOptions {
    /// See what they boost.
    pub shows_boosts: Option<bool>,
    /// Be told of each post.
    pub notifies: Option<bool>,
    /// See only what is in these languages; empty for all.
    pub languages: Option<Vec<String>>,
}

impl Social {
    /// Follows an account, or asks to: somebody of this community who is not locked is followed at once, everybody
    /// else decides. Following twice only changes the options.
    pub async fn follow(
        &self,
        caller: &Caller,
        id: AccountId,
        options: FollowOptions,
    ) -> Result<RelationView> {
        let relation = self.relation_to_other(caller, id).await?;
        if relation.blocking || relation.blocked_by || relation.hiding_domain {
            return Err(Error::Forbidden("You cannot follow this account."));
        }
        let target = self.account(Viewer::Anyone, id).await?;
        if target.is_suspended {
            return Err(Error::NotFound("This account"));
        }
        let existing = relation.following || relation.requested;
        if target.moved_to.is_some() && !existing {
            return Err(Error::Forbidden(
                "They have moved. Follow their new account instead; their page says which it is.",
            ));
        }
        let follow = FollowRow {
            id: self.new_id().get(),
            follower_id: caller.account_id.get(),
            followee_id: id.get(),
            state: if target.is_local() && !target.is_locked {
                ACCEPTED
            } else {
                ASKED
            },
            uri: None,
            shows_boosts: options
                .shows_boosts
                .unwrap_or(!existing || relation.showing_boosts || relation.requested),
            notifies: options.notifies.unwrap_or(relation.notifying),
            languages: kept(&options.languages.unwrap_or(relation.languages)),
        };
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if store::relation::insert_follow(tx, &follow, now)? {
                    Record::local(
                        now,
                        follow.follower_id,
                        Change::FollowAsked,
                        follow.followee_id,
                    )
                    .with(json!({ "follow_id": follow.id }))
                    .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }
}

/// The languages as they are kept: `,en,fr,`. What is no language is left out.
fn kept(languages: &[String]) -> String {
    let known: Vec<String> = languages
        .iter()
        .filter_map(|tag| model::language::parse(tag))
        .take(MAX_LANGUAGES)
        .collect();
    if known.is_empty() {
        String::new()
    } else {
        format!(",{},", known.join(","))
    }
}
