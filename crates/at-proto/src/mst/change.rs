//! Changing a tree: records come, change and go.

use super::node::{Entry, Node, check_key, height};
use super::{MAX_LAYERS, MstError, Nodes, Tree};
use crate::cid::Cid;

impl<N: Nodes> Tree<'_, N> {
    /// Adds a record where there is none.
    pub fn insert(&mut self, key: &str, value: Cid) -> Result<(), MstError> {
        check_key(key)?;
        let wanted = height(key);
        if wanted > MAX_LAYERS {
            return Err(MstError::BadKey);
        }
        let entry = Entry {
            key: key.to_owned(),
            value,
            after: None,
        };
        let (node, layer) = self.top()?;
        self.root = if node.is_empty() {
            self.put(Node {
                before: None,
                entries: vec![entry],
            })?
        } else if wanted > layer {
            // It stands above all there is.
            let (before, after) = self.split(Some(self.root), layer, key)?;
            let before = self.lifted(before, layer, wanted)?;
            let after = self.lifted(after, layer, wanted)?;
            let entries = vec![Entry { after, ..entry }];
            self.put(Node { before, entries })?
        } else {
            self.insert_below(node, layer, wanted, entry)?
        };
        Ok(())
    }

    /// Puts another record where there is one; gives that.
    pub fn replace(&mut self, key: &str, value: Cid) -> Result<Cid, MstError> {
        check_key(key)?;
        let (node, layer) = self.top()?;
        let (root, old) = self.replace_below(node, layer, key, value)?;
        self.root = root;
        Ok(old)
    }

    /// Takes a record away; gives it.
    pub fn remove(&mut self, key: &str) -> Result<Cid, MstError> {
        check_key(key)?;
        let (node, layer) = self.top()?;
        let (mut left, old) = self.remove_below(node, layer, key)?;
        let mut layer = layer;
        // A root has a record, unless there is none at all.
        while left.entries.is_empty()
            && let Some(below) = left.before
        {
            layer = layer.checked_sub(1).ok_or(MstError::BadNode)?;
            left = self.get(&below, layer)?;
        }
        self.root = self.put(left)?;
        Ok(old)
    }

    fn insert_below(
        &mut self,
        mut node: Node,
        layer: u32,
        wanted: u32,
        entry: Entry,
    ) -> Result<Cid, MstError> {
        let place = node.place_of(&entry.key);
        if layer == wanted {
            if node
                .entries
                .get(place)
                .is_some_and(|known| known.key == entry.key)
            {
                return Err(MstError::Exists(entry.key));
            }
            let (before, after) =
                self.split(node.gap(place), layer.saturating_sub(1), &entry.key)?;
            node.set_gap(place, before);
            node.entries.insert(place, Entry { after, ..entry });
            return self.put(node);
        }
        let deeper = layer.checked_sub(1).ok_or(MstError::BadNode)?;
        let below = match node.gap(place) {
            Some(below) => self.get(&below, deeper)?,
            None => Node::default(),
        };
        let below = self.insert_below(below, deeper, wanted, entry)?;
        node.set_gap(place, Some(below));
        self.put(node)
    }

    fn replace_below(
        &mut self,
        mut node: Node,
        layer: u32,
        key: &str,
        value: Cid,
    ) -> Result<(Cid, Cid), MstError> {
        let place = node.place_of(key);
        if let Some(entry) = node.entries.get_mut(place).filter(|entry| entry.key == key) {
            let old = std::mem::replace(&mut entry.value, value);
            return Ok((self.put(node)?, old));
        }
        let (below, deeper) = self.below(&node, place, layer, key)?;
        let (below, old) = self.replace_below(below, deeper, key, value)?;
        node.set_gap(place, Some(below));
        Ok((self.put(node)?, old))
    }

    fn remove_below(
        &mut self,
        mut node: Node,
        layer: u32,
        key: &str,
    ) -> Result<(Node, Cid), MstError> {
        let place = node.place_of(key);
        if node
            .entries
            .get(place)
            .is_some_and(|entry| entry.key == key)
        {
            let before = node.gap(place);
            let entry = node.entries.remove(place);
            let merged = self.merge(before, entry.after, layer)?;
            node.set_gap(place, merged);
            return Ok((node, entry.value));
        }
        let (below, deeper) = self.below(&node, place, layer, key)?;
        let (below, old) = self.remove_below(below, deeper, key)?;
        let below = self.put_below(below)?;
        node.set_gap(place, below);
        Ok((node, old))
    }

    /// The node in a gap, where a key must be that is not in this one.
    fn below(
        &mut self,
        node: &Node,
        place: usize,
        layer: u32,
        key: &str,
    ) -> Result<(Node, u32), MstError> {
        let missing = || MstError::Missing(key.to_owned());
        let below = node.gap(place).ok_or_else(missing)?;
        let deeper = layer.checked_sub(1).ok_or_else(missing)?;
        Ok((self.get(&below, deeper)?, deeper))
    }

    /// What lies before a key, and what behind it, of a part of the tree in `layer`.
    fn split(
        &mut self,
        part: Option<Cid>,
        layer: u32,
        key: &str,
    ) -> Result<(Option<Cid>, Option<Cid>), MstError> {
        let Some(part) = part else {
            return Ok((None, None));
        };
        let mut node = self.get(&part, layer)?;
        let place = node.place_of(key);
        let (low, high) = match node.gap(place) {
            Some(gap) => {
                let deeper = layer.checked_sub(1).ok_or(MstError::BadNode)?;
                self.split(Some(gap), deeper, key)?
            }
            None => (None, None),
        };
        let after = Node {
            before: high,
            entries: node.entries.split_off(place),
        };
        node.set_gap(place, low);
        Ok((self.put_below(node)?, self.put_below(after)?))
    }

    /// Two neighbouring parts of the tree that lie below `layer`, as one.
    fn merge(
        &mut self,
        before: Option<Cid>,
        after: Option<Cid>,
        layer: u32,
    ) -> Result<Option<Cid>, MstError> {
        let (Some(low), Some(high)) = (before, after) else {
            return Ok(before.or(after));
        };
        let deeper = layer.checked_sub(1).ok_or(MstError::BadNode)?;
        let (mut low, high) = (self.get(&low, deeper)?, self.get(&high, deeper)?);
        let place = low.entries.len();
        let middle = self.merge(low.gap(place), high.before, deeper)?;
        low.set_gap(place, middle);
        low.entries.extend(high.entries);
        self.put_below(low)
    }

    /// A part of the tree in `layer` as one that lies directly below `above`: with nodes between that hold nothing else.
    fn lifted(
        &mut self,
        part: Option<Cid>,
        layer: u32,
        above: u32,
    ) -> Result<Option<Cid>, MstError> {
        let mut part = part;
        for _ in layer + 1..above {
            if let Some(below) = part {
                let node = Node {
                    before: Some(below),
                    entries: Vec::new(),
                };
                part = self.put_below(node)?;
            }
        }
        Ok(part)
    }
}
