//! One record of somebody elsewhere, with the proof that it is in their repository
//! (lexicon `com.atproto.sync.getRecord`).

use std::collections::BTreeMap;

use at_proto::car::{self, Block};
use at_proto::cid::Cid;
use at_proto::commit::Commit;
use at_proto::data::{self, Ipld};
use at_proto::keys::has_signed;
use at_proto::mst::Tree;
use infra::fetch::{Accept, Fetch, FetchError};

use crate::AtProto;
use crate::error::{Error, Result};
use crate::people::{Age, Document};

/// The most bytes of a record and its proof.
const MAX_PROOF: usize = 2_000_000;

impl AtProto {
    /// A record, and its name. `None` when there is none, or none that could be shown to be there.
    pub(crate) async fn fetch_record(
        &self,
        document: &Document,
        collection: &str,
        rkey: &str,
    ) -> Result<Option<(Cid, Ipld)>> {
        let Some(proof) = self.fetch_proof(document, collection, rkey).await? else {
            return Ok(None);
        };
        let key = format!("{collection}/{rkey}");
        match prove(&proof, document, &key) {
            Err(Refusal::NotSigned) => {
                // They may have another key by now.
                let document = self.document(&document.did, Age::Fresh).await?;
                prove(&proof, &document, &key).map_err(Error::from)
            }
            proven => proven.map_err(Error::from),
        }
    }

    async fn fetch_proof(
        &self,
        document: &Document,
        collection: &str,
        rkey: &str,
    ) -> Result<Option<Vec<u8>>> {
        let did = document.did.as_str();
        let parameters = [("did", did), ("collection", collection), ("rkey", rkey)];
        let url = document.url("com.atproto.sync.getRecord", &parameters);
        let fetch = Fetch {
            max_body: Some(MAX_PROOF),
            ..Fetch::new(&url, Accept::Any)
        };
        match self.door.get(&fetch).await {
            Ok(fetched) => Ok(Some(fetched.body.to_vec())),
            Err(error) if is_nothing(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether an answer says that there is no such thing: servers of this network say 400 to that.
pub(super) fn is_nothing(error: &FetchError) -> bool {
    let status = error.status().map(|status| status.as_u16());
    matches!(status, Some(400 | 404 | 410))
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It cannot be read, or lacks something.
    Broken,
    /// Not signed by this key.
    NotSigned,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let why = match refusal {
            Refusal::Broken => "the proof of a record is broken",
            Refusal::NotSigned => "a record is not signed by its author",
        };
        Self::Invalid(why.to_owned())
    }
}

/// The record under a key, if a commit that the author signed has it.
fn prove(proof: &[u8], document: &Document, key: &str) -> Result<Option<(Cid, Ipld)>, Refusal> {
    let (root, blocks) = car::read(proof).or(Err(Refusal::Broken))?;
    let blocks = blocks.into_iter().map(|Block { cid, bytes }| (cid, bytes));
    let blocks: BTreeMap<Cid, Vec<u8>> = blocks.collect();
    let commit = blocks
        .get(&root)
        .and_then(|bytes| Commit::parse(bytes).ok());
    let commit = commit.ok_or(Refusal::Broken)?;
    if commit.unsigned.did != document.did {
        return Err(Refusal::Broken);
    }
    if !has_signed(&document.key, &commit.unsigned.bytes(), &commit.signature) {
        return Err(Refusal::NotSigned);
    }
    let mut tree = Tree::open(&blocks, commit.unsigned.data);
    let Some(cid) = tree.find(key).or(Err(Refusal::Broken))? else {
        return Ok(None);
    };
    let record = blocks.get(&cid).ok_or(Refusal::Broken)?;
    let record = data::decode(record).or(Err(Refusal::Broken))?;
    Ok(Some((cid, record)))
}
