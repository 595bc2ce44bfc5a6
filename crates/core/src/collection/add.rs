//! Adding somebody to a collection, if they let themselves be recommended.

use model::{AccountId, Id};
use store::collection::{ACCEPTED, ItemRow};

use super::show::item_view;
use super::{ItemView, MAX_ITEMS};
use crate::{AccountView, Caller, Error, RelationView, Result, Social};

/// What becomes of somebody who is to be added.
enum Added {
    Done,
    Gone,
    TooMany,
    /// They are in it, or do not want to be: which of both is nobody's business.
    Taken,
}

impl Social {
    /// Adds somebody to a collection of the caller's.
    pub async fn add_to_collection(
        &self,
        caller: &Caller,
        collection: Id,
        who: AccountId,
    ) -> Result<ItemView> {
        self.own_collection(caller, collection).await?;
        self.check_addable(caller, "account_id", &[who]).await?;
        let new = ItemRow {
            id: self.new_id().get(),
            collection_id: collection.get(),
            account_id: who.get(),
            state: ACCEPTED.to_owned(),
            created_at: self.now().micros(),
        };
        let view = item_view(&new);
        let added = self
            .store()
            .write(move |tx| {
                if store::collection::find(tx, new.collection_id)?.is_none() {
                    return Ok(Added::Gone);
                }
                if store::collection::items(tx, &[new.collection_id])?.len() >= MAX_ITEMS {
                    return Ok(Added::TooMany);
                }
                Ok(if store::collection::insert_item(tx, &new)? {
                    Added::Done
                } else {
                    Added::Taken
                })
            })
            .await?;
        match added {
            Added::Done => Ok(view),
            Added::Gone => Err(super::NOT_THERE),
            Added::TooMany => Err(Error::invalid(
                "account_id",
                "too_many",
                format!("is one too many (maximum is {MAX_ITEMS})"),
            )),
            Added::Taken => Err(Error::invalid(
                "account_id",
                "taken",
                "has already been taken",
            )),
        }
    }

    /// Whether all of these people may be in a collection of the caller's.
    pub(super) async fn check_addable(
        &self,
        caller: &Caller,
        field: &'static str,
        people: &[AccountId],
    ) -> Result<()> {
        let views = self.account_views(people).await?;
        let relations = self.relations(caller, people).await?;
        let may_be_in = |id: &AccountId| {
            let view = views.iter().find(|view| view.id == *id);
            let relation = relations.iter().find(|relation| relation.id == *id);
            view.zip(relation)
                .is_some_and(|(view, relation)| is_willing(caller, view, relation))
        };
        if people.iter().all(may_be_in) {
            return Ok(());
        }
        Err(Error::invalid(
            field,
            "invalid",
            "is not somebody who can be recommended",
        ))
    }
}

/// Whether somebody lets the caller recommend them. What people of other servers think of it is not known.
fn is_willing(caller: &Caller, who: &AccountView, relation: &RelationView) -> bool {
    let is_let_in = !who.is_locked || relation.following || who.id == caller.account_id;
    who.domain.is_none()
        && who.is_discoverable
        && !who.is_suspended
        && is_let_in
        && !relation.blocking
        && !relation.blocked_by
}
