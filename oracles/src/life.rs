//! One repository of ours that goes through random commits, and what others say about each.

use anyhow::{Context, Result, ensure};
use at_proto::cid::Cid;
use at_proto::keys::has_signed;
use at_proto::mst::Op;
use at_proto::repo::{self, Checked, Next, RepoError, Told};
use crypto::multikey::{did_key_secp256k1, encode_secp256k1};
use folkmoot_tests::at::history::{History, Keys};

use crate::atrium::Atrium;
use crate::jacquard::{Jacquard, judge, message};

/// The repository, and the trees of others beside it.
pub struct Life {
    history: History,
    atrium: Atrium,
    jacquard: Jacquard,
}

impl Life {
    /// A repository that has not begun.
    pub async fn of(seed: u64, keys: Keys) -> Result<Self> {
        Ok(Self {
            history: History::of(seed, keys)?,
            atrium: Atrium::empty().await?,
            jacquard: Jacquard::default(),
        })
    }

    /// How many records there are now.
    pub fn size(&self) -> usize {
        self.history.records.len()
    }

    /// How often atrium's tree lost a record and was made anew.
    pub fn repairs(&self) -> usize {
        self.atrium.repairs
    }

    /// Makes the next commit and asks everybody about it. Fails when they do not agree.
    pub async fn go_on(&mut self) -> Result<()> {
        let next = self.history.go_on()?;
        self.same_roots(&next).await?;
        self.judged(&next).await
    }

    /// The trees of others have the root that ours has.
    async fn same_roots(&mut self, next: &Next) -> Result<()> {
        let ours = next.commit.unsigned.data.to_string();
        let records = &self.history.records;
        let atrium = self.atrium.after(&next.ops, &ours, records).await?;
        ensure!(ours == atrium, "root: ours {ours}, atrium's {atrium}");
        let jacquard = self.jacquard.after(&next.ops).await?;
        ensure!(ours == jacquard, "root: ours {ours}, jacquard's {jacquard}");
        Ok(())
    }

    /// Both judges accept the commit, and neither accepts it with a lie.
    async fn judged(&mut self, next: &Next) -> Result<()> {
        let (lie, ops) = self.lie(next);
        let blocks = next.blocks()?;
        let told = self.history.told(next, &blocks);
        let checked = self.ours(&told).context("ours refuses the truth")?;
        ensure!(checked.before == next.before, "ours finds another tree");
        let root = self.theirs(&told).await;
        let root = root.with_context(|| format!("jacquard refuses {:?}", next.ops))?;
        ensure!(
            root == next.commit.unsigned.data.to_string(),
            "another root"
        );
        let other = Cid::of_cbor(b"another tree");
        let lies = [
            (
                Told {
                    before: Some(other),
                    ..told.clone()
                },
                "another prevData",
            ),
            (
                Told {
                    ops: &ops,
                    ..told.clone()
                },
                lie,
            ),
        ];
        for (told, lie) in lies {
            ensure!(self.ours(&told).is_err(), "ours believes: {lie}");
            ensure!(
                self.theirs(&told).await.is_err(),
                "jacquard believes: {lie}"
            );
        }
        Ok(())
    }

    fn ours(&self, told: &Told<'_>) -> Result<Checked, RepoError> {
        let key = did_key_secp256k1(&self.history.key.public_compressed());
        repo::check(told, |bytes, signature| has_signed(&key, bytes, signature))
    }

    async fn theirs(&self, told: &Told<'_>) -> Result<String> {
        let key = encode_secp256k1(&self.history.key.public_compressed());
        judge(&message(told)?, &key).await
    }

    /// What was done, but for one thing: it is not said, or another record was there before.
    fn lie(&mut self, next: &Next) -> (&'static str, Vec<Op>) {
        let mut ops = next.ops.clone();
        let changed = ops.iter_mut().find(|op| op.before.is_some());
        match changed {
            Some(op) if self.history.chance.below(2) == 0 => {
                op.before = Some(Cid::of_cbor(b"another record"));
                ("another prev", ops)
            }
            _ => {
                ops.pop();
                ("one operation fewer", ops)
            }
        }
    }
}
