//! All notifications of one group.

use social::notification::NotificationFilter;
use social::{Caller, NotificationView};

use crate::app::App;
use crate::entity::GroupKey;
use crate::error::{Error, Result};

/// How many notifications of a half-day are looked through for those of a group.
const MOST: u32 = 400;
const PAGE: u32 = 80;

/// The members of a group, newest first. A group without any is not found.
pub(super) async fn members(
    app: &App,
    caller: &Caller,
    key: &GroupKey,
) -> Result<Vec<NotificationView>> {
    let (kind, half_day) = match key {
        GroupKey::Alone(id) => {
            let alone = app.social.notification(caller, *id).await?;
            return if key.is_of(&alone) {
                Ok(vec![alone])
            } else {
                Err(Error::NotFound)
            };
        }
        GroupKey::Together { kind, half_day, .. } => (*kind, *half_day),
    };
    let mut page = GroupKey::page(half_day, PAGE);
    let mut members = Vec::new();
    for _ in 0..MOST / PAGE {
        let filter = NotificationFilter {
            kinds: vec![kind],
            ..NotificationFilter::default()
        };
        let slice = app.social.notifications(caller, filter, page).await?;
        members.extend(slice.items.into_iter().filter(|view| key.is_of(view)));
        let Some(oldest) = slice.oldest else { break };
        page.max_id = Some(oldest);
    }
    if members.is_empty() {
        Err(Error::NotFound)
    } else {
        Ok(members)
    }
}
