//! Reading a tree.

use super::node::{Node, check_key, height};
use super::{MstError, Nodes, Tree};
use crate::cid::Cid;

impl<N: Nodes> Tree<'_, N> {
    /// The record under a key.
    pub fn find(&mut self, key: &str) -> Result<Option<Cid>, MstError> {
        check_key(key)?;
        let (mut node, mut layer) = self.top()?;
        let wanted = height(key);
        while layer > wanted {
            let Some(below) = node.gap(node.place_of(key)) else {
                return Ok(None);
            };
            layer -= 1;
            node = self.get(&below, layer)?;
        }
        let entry = node.entries.get(node.place_of(key));
        Ok(entry
            .filter(|entry| entry.key == key)
            .map(|entry| entry.value))
    }

    /// Some records in the order of their keys: those behind `after`, `limit` at most.
    pub fn list(&mut self, after: &str, limit: usize) -> Result<Vec<(String, Cid)>, MstError> {
        let (node, layer) = self.top()?;
        let mut found = Vec::new();
        self.list_in(&node, layer, after, limit, &mut found)?;
        Ok(found)
    }

    fn list_in(
        &mut self,
        node: &Node,
        layer: u32,
        after: &str,
        limit: usize,
        found: &mut Vec<(String, Cid)>,
    ) -> Result<(), MstError> {
        let first = node
            .entries
            .partition_point(|entry| entry.key.as_str() <= after);
        for place in first..=node.entries.len() {
            if let Some(below) = node.gap(place) {
                let layer = layer.checked_sub(1).ok_or(MstError::BadNode)?;
                let below = self.known(&below)?;
                self.list_in(below.in_layer(layer)?, layer, after, limit, found)?;
            }
            if found.len() >= limit {
                return Ok(());
            }
            if let Some(entry) = node.entries.get(place) {
                found.push((entry.key.clone(), entry.value));
            }
        }
        Ok(())
    }
}
