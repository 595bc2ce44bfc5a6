//! The pages, one file each: a `view` made of what the core answered, and the handler that asks the core.

pub mod about;
pub mod admin;
pub mod consent;
pub(crate) mod doors;
pub mod emojis;
pub mod errors;
pub mod feeds;
pub mod files;
pub mod home;
pub mod kept;
pub mod landing;
pub mod log_in;
pub mod networks;
pub mod notifications;
pub mod people;
pub(crate) mod people_there;
pub mod post;
pub mod post_parts;
pub mod profile;
pub mod pushed;
pub mod relays;
pub mod search;
pub mod settings;
pub mod setup;
pub mod sign_up;
pub(crate) mod small;
pub mod stories;
pub(crate) mod syndication;

use std::future::Future;

use edge::pagination::Paging;
use social::{Page, Slice};

/// How many posts a page of a feed has.
const POSTS: u32 = 20;
/// How many people a page of a list has.
const PEOPLE: u32 = 40;

/// The page of posts that an address asks for.
fn posts_of(paging: &Paging) -> Page {
    paging.page(POSTS, POSTS)
}

/// The page of people that an address asks for.
fn people_of(paging: &Paging) -> Page {
    paging.page(PEOPLE, PEOPLE)
}

/// A page of a list that knows whether it is the last one: a short page may be short because some of it may not be
/// seen, so one more row is looked for.
async fn part<T, F>(page: Page, ask: impl Fn(Page) -> F) -> social::Result<Slice<T>>
where
    F: Future<Output = social::Result<Slice<T>>>,
{
    let mut slice = ask(page).await?;
    let is_short = u32::try_from(slice.items.len()).is_ok_and(|count| count < page.limit);
    if let (true, Some(oldest)) = (is_short, slice.oldest) {
        slice.oldest = ask(Page::before(oldest, 1)).await?.oldest.and(slice.oldest);
    }
    Ok(slice)
}

/// Whether an address asks for the newest page.
fn is_first(page: &Page) -> bool {
    page.max_id.is_none() && page.min_id.is_none() && page.since_id.is_none()
}
