//! What is above and below a post.

use std::collections::HashSet;

use model::PostId;

use super::show::{Loaded, Muted};
use crate::{PostView, Result, Social, Viewer};

/// A post's surroundings. The limits are Mastodon's
/// (<https://docs.joinmastodon.org/methods/statuses/#context>).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Thread {
    /// The post; of a boost, what it boosts. `None` only where nothing was read.
    pub id: Option<PostId>,
    /// What the post's home network calls it.
    pub uri: String,
    /// Whether anybody may read it.
    pub is_open: bool,
    /// What it answers, the first post of the thread first.
    pub ancestors: Vec<PostView>,
    /// What answers it, each answer behind what it answers.
    pub descendants: Vec<PostView>,
}

struct Bounds {
    up: i64,
    down: i64,
    depth: i64,
}

/// What other servers are told.
const OPEN: Bounds = Bounds {
    up: 100,
    down: 500,
    depth: 100,
};

impl Bounds {
    fn of(viewer: Viewer) -> Self {
        match viewer {
            Viewer::Anyone => Self {
                up: 40,
                down: 60,
                depth: 20,
            },
            Viewer::Member(_) | Viewer::Remote(_) => Self {
                up: 4_096,
                down: 4_096,
                depth: 4_096,
            },
        }
    }
}

impl Social {
    /// The thread around a post, as far as the viewer may see it and wants to. What hangs below something left out is left out too.
    pub async fn thread(&self, viewer: Viewer, id: PostId) -> Result<Thread> {
        self.thread_within(viewer, id, Bounds::of(viewer)).await
    }

    /// The same as anybody may see it, as far as other servers are told of it and asked about it.
    pub async fn open_thread(&self, id: PostId) -> Result<Thread> {
        self.thread_within(Viewer::Anyone, id, OPEN).await
    }

    async fn thread_within(&self, viewer: Viewer, id: PostId, bounds: Bounds) -> Result<Thread> {
        let shown = self.post(viewer, id).await?;
        let (content, now) = (shown.content(), self.now());
        let post = content.id.get();
        let (above, below, loaded) = self
            .store()
            .read(move |conn| {
                let above = store::thread::ancestors(conn, post, bounds.up)?;
                let below = store::thread::descendants(conn, post, bounds.depth, bounds.down)?;
                let mut ids = above.clone();
                ids.extend(below.iter().map(|(id, _)| *id));
                let loaded = Loaded::read(conn, &ids, viewer, now)?;
                Ok((above, below, loaded))
            })
            .await?;
        let mut ids: Vec<i64> = above.iter().rev().copied().collect();
        let order = in_reading_order(post, &below);
        ids.extend(&order);
        let mut views = self.views(viewer, &ids, loaded, Muted::Shown).await?;
        views.retain(|view| !view.mine.hidden);
        let upper: HashSet<i64> = above.into_iter().collect();
        let (ancestors, descendants): (Vec<PostView>, Vec<PostView>) = views
            .into_iter()
            .partition(|view| upper.contains(&view.id.get()));
        Ok(Thread {
            id: Some(content.id),
            uri: content.uri.clone(),
            is_open: content.audience.is_open(),
            ancestors,
            descendants: connected(post, descendants),
        })
    }
}

/// Each answer directly behind what it answers, the author's order kept among answers to the same post. Iterative: a
/// thread can be deeper than a stack.
fn in_reading_order(root: i64, below: &[(i64, i64)]) -> Vec<i64> {
    let mut children: std::collections::HashMap<i64, Vec<i64>> = std::collections::HashMap::new();
    for (id, parent) in below {
        children.entry(*parent).or_default().push(*id);
    }
    let mut order = Vec::with_capacity(below.len());
    let mut stack: Vec<i64> = children
        .remove(&root)
        .unwrap_or_default()
        .into_iter()
        .rev()
        .collect();
    while let Some(id) = stack.pop() {
        order.push(id);
        stack.extend(children.remove(&id).unwrap_or_default().into_iter().rev());
    }
    order
}

/// Leaves out what hangs below a post that the viewer may not see.
fn connected(root: i64, posts: Vec<PostView>) -> Vec<PostView> {
    let mut shown = HashSet::from([root]);
    posts
        .into_iter()
        .filter(|post| {
            let hangs_on = post
                .reply_to
                .is_some_and(|parent| shown.contains(&parent.get()));
            if hangs_on {
                shown.insert(post.id.get());
            }
            hangs_on
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::in_reading_order;

    #[test]
    fn answers_stand_behind_what_they_answer() {
        let below = [(2, 1), (3, 1), (4, 2), (5, 3), (6, 4), (7, 2)];
        assert_eq!(in_reading_order(1, &below), [2, 4, 6, 7, 3, 5]);
    }

    #[test]
    fn a_loop_ends() {
        assert_eq!(in_reading_order(1, &[(2, 1), (3, 2), (2, 3)]), [2, 3, 2]);
    }
}
