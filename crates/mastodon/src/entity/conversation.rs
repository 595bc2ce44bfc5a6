//! <https://docs.joinmastodon.org/entities/Conversation/>

use model::Id;
use serde::Serialize;
use social::conversation::ConversationView;

use super::{Account, Lens, Status};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Conversation {
    id: Id,
    unread: bool,
    accounts: Vec<Account>,
    last_status: Status,
}

impl Conversation {
    pub(crate) fn new(view: ConversationView, lens: &Lens<'_>) -> Self {
        Self {
            id: view.id,
            unread: view.is_unread,
            accounts: view.accounts.into_iter().map(Account::from).collect(),
            last_status: Status::new(view.last_post, lens),
        }
    }
}
