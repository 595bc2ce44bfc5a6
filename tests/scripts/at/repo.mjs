// Fetches a whole repository and verifies it as a relay would: repo.mjs SERVICE_URL PLC_URL DID
// The key is the one that the DID document names, wherever that document lies.
import { IdResolver } from '@atproto/identity'
import { verifyRepoCar } from '@atproto/repo'
import { tell } from './shared.mjs'

const [service, plcUrl, did] = process.argv.slice(2)
const { did: dids } = new IdResolver({ plcUrl, fetch: globalThis.fetch })
const { pds, signingKey, handle } = await dids.resolveAtprotoData(did)
const answer = await fetch(`${service}/xrpc/com.atproto.sync.getRepo?did=${encodeURIComponent(did)}`)
if (!answer.ok) throw new Error(`getRepo answered ${answer.status}: ${await answer.text()}`)
const car = new Uint8Array(await answer.arrayBuffer())
const { creates, commit } = await verifyRepoCar(car, did, signingKey)
const collections = {}
for (const { collection } of creates) collections[collection] = (collections[collection] ?? 0) + 1
tell({
  did, pds, handle, signingKey, collections,
  kind: answer.headers.get('content-type'),
  bytes: car.length,
  records: creates.length,
  rev: commit.rev,
  commit: String(commit.cid),
})
