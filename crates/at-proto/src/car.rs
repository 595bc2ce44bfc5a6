//! CAR files of version 1: blocks one after the other, each with its name (<https://ipld.io/specs/transport/car/carv1/>).

use serde::{Deserialize, Serialize};

use crate::cid::{CID_BYTES, Cid, NoCid};

/// The most bytes of one block: a record or a node.
pub const MAX_BLOCK_BYTES: usize = 2 * 1024 * 1024;
/// The most bytes of what stands in front.
const MAX_HEADER_BYTES: usize = 4 * 1024;

/// What is wrong with a CAR file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarError {
    /// The beginning is not that of a CAR file of version 1 with a root.
    #[error("is no CAR file of version 1 with a root")]
    NoHeader,
    /// A part that says it is longer than any may be.
    #[error("has a block that is too large")]
    TooLarge,
    /// A block whose name is none, or that of other bytes.
    #[error("has a block whose name is not that of its bytes")]
    BadBlock,
    /// It ends in the middle.
    #[error("breaks off")]
    Cut,
}

impl From<NoCid> for CarError {
    fn from(_: NoCid) -> Self {
        Self::BadBlock
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    roots: Vec<Cid>,
    version: u64,
}

/// What a file begins with. The first block of a repository is its commit, the root.
pub fn header(root: &Cid) -> Vec<u8> {
    written(vec![*root])
}

/// What a file of single blocks begins with: none of them is the root of the others.
pub fn empty_header() -> Vec<u8> {
    written(Vec::new())
}

fn written(roots: Vec<Cid>) -> Vec<u8> {
    let header = Header { roots, version: 1 };
    // Writing into memory cannot fail.
    let header = serde_ipld_dagcbor::to_vec(&header).unwrap_or_default();
    let mut out = Vec::with_capacity(header.len() + 2);
    put_length(&mut out, header.len());
    out.extend_from_slice(&header);
    out
}

/// Writes a block behind what is there.
pub fn put_block(out: &mut Vec<u8>, cid: &Cid, bytes: &[u8]) {
    put_length(out, CID_BYTES + bytes.len());
    out.extend_from_slice(&cid.to_bytes());
    out.extend_from_slice(bytes);
}

/// A number in groups of seven bits, the lowest first (unsigned varint).
fn put_length(out: &mut Vec<u8>, mut length: usize) {
    loop {
        let [low, ..] = length.to_le_bytes();
        length >>= 7;
        if length == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

/// A block of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its name, which is right.
    pub cid: Cid,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a file as it arrives, in parts of any size. It keeps one block at most, besides what was given last.
#[derive(Debug, Default)]
pub struct Reader {
    waiting: Vec<u8>,
    root: Option<Cid>,
    roots: usize,
}

impl Reader {
    /// The root, once the beginning has come.
    pub const fn root(&self) -> Option<Cid> {
        self.root
    }

    /// How many roots it names: a repository has one.
    pub const fn roots(&self) -> usize {
        self.roots
    }

    /// Takes the next bytes, and gives the blocks that are whole now.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Block>, CarError> {
        self.waiting.extend_from_slice(bytes);
        let (mut blocks, mut rest) = (Vec::new(), &self.waiting[..]);
        if self.root.is_none() {
            let Some((part, after)) = part(rest, MAX_HEADER_BYTES, CarError::NoHeader)? else {
                return Ok(blocks);
            };
            let (root, roots) = root_of(part)?;
            (self.root, self.roots) = (Some(root), roots);
            rest = after;
        }
        while let Some((part, after)) = part(rest, CID_BYTES + MAX_BLOCK_BYTES, CarError::TooLarge)?
        {
            let (cid, bytes) = part.split_at_checked(CID_BYTES).ok_or(CarError::BadBlock)?;
            let cid = Cid::from_bytes(cid)?;
            if !cid.is_of(bytes) {
                return Err(CarError::BadBlock);
            }
            let bytes = bytes.to_vec();
            blocks.push(Block { cid, bytes });
            rest = after;
        }
        let done = self.waiting.len() - rest.len();
        self.waiting.drain(..done);
        Ok(blocks)
    }

    /// Says that nothing comes any more.
    pub fn finish(self) -> Result<Cid, CarError> {
        match self.root {
            Some(root) if self.waiting.is_empty() => Ok(root),
            Some(_) => Err(CarError::Cut),
            None => Err(CarError::NoHeader),
        }
    }
}

/// Reads a whole file: its root and its blocks.
pub fn read(bytes: &[u8]) -> Result<(Cid, Vec<Block>), CarError> {
    let mut reader = Reader::default();
    let blocks = reader.push(bytes)?;
    Ok((reader.finish()?, blocks))
}

/// The first root, and how many there are.
fn root_of(header: &[u8]) -> Result<(Cid, usize), CarError> {
    let header: Header = serde_ipld_dagcbor::from_slice(header).or(Err(CarError::NoHeader))?;
    let root = header.roots.first().filter(|_| header.version == 1);
    let root = root.copied().ok_or(CarError::NoHeader)?;
    Ok((root, header.roots.len()))
}

/// A part, and what is behind it.
type Cut<'a> = (&'a [u8], &'a [u8]);

/// A part that says how long it is; `None` while it is not there as a whole.
fn part(bytes: &[u8], most: usize, error: CarError) -> Result<Option<Cut<'_>>, CarError> {
    let mut length = 0_usize;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            if length > most || length == 0 {
                return Err(error);
            }
            let rest = bytes.get(place + 1..).unwrap_or_default();
            return Ok(rest.split_at_checked(length));
        }
    }
    // More groups than any length that is allowed has.
    if bytes.len() >= 5 {
        Err(error)
    } else {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(blocks: &[Vec<u8>]) -> Vec<u8> {
        let mut out = header(&Cid::of_cbor(b"root"));
        for bytes in blocks {
            put_block(&mut out, &Cid::of_cbor(bytes), bytes);
        }
        out
    }

    #[test]
    fn what_is_no_car_file_is_refused() {
        let whole = file(&[b"one".to_vec()]);
        assert_eq!(read(&[]), Err(CarError::NoHeader));
        assert_eq!(read(b"\x01\xa0"), Err(CarError::NoHeader));
        assert_eq!(read(&[0xff; 20]), Err(CarError::NoHeader));
        assert_eq!(read(&whole[..whole.len() - 1]), Err(CarError::Cut));
        let mut forged = whole.clone();
        *forged.last_mut().unwrap() ^= 1;
        assert_eq!(read(&forged), Err(CarError::BadBlock));
        let long = [file(&[]), vec![0xff, 0xff, 0xff, 0x7f]].concat();
        assert_eq!(read(&long), Err(CarError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_file_is_read_as_it_was_written_however_it_is_cut(
            blocks in proptest::collection::vec(any::<Vec<u8>>(), 0..8),
            size in 1_usize..50,
        ) {
            let bytes = file(&blocks);
            let mut reader = Reader::default();
            let mut found = Vec::new();
            for piece in bytes.chunks(size) {
                found.extend(reader.push(piece).unwrap().into_iter().map(|block| block.bytes));
            }
            prop_assert_eq!(reader.finish(), Ok(Cid::of_cbor(b"root")));
            prop_assert_eq!(found, blocks);
        }

        #[test]
        fn any_bytes_are_answered_without_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = read(&bytes);
        }
    }
}
