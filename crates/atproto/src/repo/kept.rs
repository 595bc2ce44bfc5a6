//! The nodes of a repository, as the tree wants them.

use at_proto::cid::Cid;
use at_proto::mst::{MstError, Nodes};
use social::repo::RepoReader;

/// Nodes that are kept in the database.
pub(crate) struct Kept<'a, 'b>(pub(crate) &'a RepoReader<'b>);

impl Nodes for Kept<'_, '_> {
    fn node(&self, cid: &Cid) -> Result<Option<Vec<u8>>, MstError> {
        self.0
            .node(&cid.to_bytes())
            .map_err(|error| MstError::Store(error.to_string()))
    }
}
