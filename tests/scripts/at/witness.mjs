// What the reference's own code says of commits of ours: witness.mjs FILE
//
// The file has a line of JSON each: `{did, key}` first, then `{ops, root, blocks}` for each commit, then `{repo}`. The reference
// keeps a tree of its own, which has to have our root after each commit; every operation is proved from the blocks that are sent
// with it; and the whole repository is verified at the end. Prints how many of each.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseCid } from '@atproto/lex-data'
import { MemoryBlockstore, MST, verifyProofs, verifyRepoCar } from '@atproto/repo'
import { tell } from './shared.mjs'

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'))
let tree = await MST.create(new MemoryBlockstore())
let whose
let commits = 0
let proofs = 0

async function witness({ ops, root, blocks }) {
  for (const { key, now, before } of ops) {
    if (!now) tree = await tree.delete(key)
    else if (before) tree = await tree.update(key, parseCid(now))
    else tree = await tree.add(key, parseCid(now))
  }
  const theirs = String(await tree.getPointer())
  if (theirs !== root) throw new Error(`commit ${commits}: our root is ${root}, the reference's ${theirs}: ${JSON.stringify(ops)}`)
  const claims = ops.map(({ key, now }) => {
    const [collection, rkey] = key.split('/')
    return { collection, rkey, cid: now ? parseCid(now) : null }
  })
  const { unverified } = await verifyProofs(bytes(blocks), claims, whose.did, whose.key)
  if (unverified.length > 0) throw new Error(`commit ${commits}: not proved: ${JSON.stringify(unverified)}`)
  commits += 1
  proofs += claims.length
}

async function whole({ repo }) {
  const { creates } = await verifyRepoCar(bytes(repo), whose.did, whose.key)
  const leaves = await tree.leaves()
  const theirs = new Map(leaves.map(({ key, value }) => [key, String(value)]))
  for (const { collection, rkey, cid } of creates) {
    if (theirs.get(`${collection}/${rkey}`) !== String(cid)) throw new Error(`another record under ${collection}/${rkey}`)
  }
  if (creates.length !== leaves.length) throw new Error(`${creates.length} records, the reference has ${leaves.length}`)
  tell({ commits, proofs, records: creates.length })
}

for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  const said = JSON.parse(line)
  if (said.key) whose = said
  else if (said.repo) await whole(said)
  else await witness(said)
}
