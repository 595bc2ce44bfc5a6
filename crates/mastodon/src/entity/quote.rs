//! <https://docs.joinmastodon.org/entities/Quote/>, <https://docs.joinmastodon.org/entities/ShallowQuote/> and
//! <https://docs.joinmastodon.org/entities/QuoteApproval/>

use model::{Audience, Permission, PostId};
use serde::Serialize;
use social::PostView;
use social::view::{QuoteState, QuoteView};

use super::{Lens, Status};

/// What a post quotes: whole, or inside a quote only its id.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(crate) enum Quote {
    Whole {
        state: &'static str,
        #[schema(no_recursion)]
        quoted_status: Option<Box<Status>>,
    },
    Shallow {
        state: &'static str,
        quoted_status_id: Option<PostId>,
    },
}

/// Who may quote a post.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct QuoteApproval {
    automatic: Vec<&'static str>,
    #[schema(value_type = Vec<serde_json::Value>)]
    manual: [(); 0],
    current_user: &'static str,
}

impl Quote {
    pub(crate) fn whole(quote: QuoteView, lens: &Lens<'_>) -> Self {
        Self::Whole {
            state: word(quote.state),
            quoted_status: quote
                .post
                .map(|post| Box::new(Status::inside_quote(*post, lens))),
        }
    }

    pub(crate) fn shallow(quote: &QuoteView) -> Self {
        Self::Shallow {
            state: word(quote.state),
            quoted_status_id: quote.post_id,
        }
    }
}

const fn word(state: QuoteState) -> &'static str {
    match state {
        QuoteState::Pending => "pending",
        QuoteState::Accepted => "accepted",
        QuoteState::Refused => "rejected",
        QuoteState::Revoked => "revoked",
        QuoteState::Deleted => "deleted",
        QuoteState::Unauthorized => "unauthorized",
        QuoteState::BlockedAccount => "blocked_account",
        QuoteState::MutedAccount => "muted_account",
    }
}

impl QuoteApproval {
    pub(crate) fn of(post: &PostView) -> Self {
        let is_for_others = post.audience.is_open() || post.audience == Audience::Local;
        let automatic = match post.policy.quote {
            _ if !is_for_others => None,
            Permission::Anyone => Some("public"),
            Permission::Followers => Some("followers"),
            Permission::Named => Some("unsupported_policy"),
            Permission::Nobody => None,
        };
        Self {
            automatic: automatic.into_iter().collect(),
            manual: [],
            current_user: if post.mine.may_quote {
                "automatic"
            } else {
                "denied"
            },
        }
    }
}

/// Who may quote, in Mastodon's words.
pub(crate) const fn policy_word(quote: Permission) -> &'static str {
    match quote {
        Permission::Anyone => "public",
        Permission::Followers => "followers",
        Permission::Named | Permission::Nobody => "nobody",
    }
}
