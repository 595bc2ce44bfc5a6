// Somebody moves with everything: migrate.mjs FROM_URL TO_URL JSON
//
// The JSON has `identifier` and `password` at the old place, and `letters`: the file where what the old place sends by mail is
// found, a letter a line, the last with the secret (`{"token": …}`, or the secret alone). A line of JSON for each step.
import { readFileSync } from 'node:fs'
import { AtpAgent } from '@atproto/api'
import { tell } from './shared.mjs'

const [fromUrl, toUrl, json] = process.argv.slice(2)
const { identifier, password, letters, inviteCode } = JSON.parse(json)
const from = new AtpAgent({ service: fromUrl })
const to = new AtpAgent({ service: toUrl })

/** The secret in the last letter that is there after `before`. */
async function letter(before) {
  for (let tries = 0; tries < 120; tries++) {
    const lines = read()
    if (lines.length > before) {
      const last = lines.at(-1)
      return last.startsWith('{') ? JSON.parse(last).token : last
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`no letter in ${letters}`)
}

function read() {
  try {
    return readFileSync(letters, 'utf8').split('\n').filter((line) => line.trim())
  } catch {
    return []
  }
}

await from.login({ identifier, password })
const { did, handle, email } = from.session
const { data: place } = await to.com.atproto.server.describeServer()
const { data: { token } } = await from.com.atproto.server.getServiceAuth({ aud: place.did, lxm: 'com.atproto.server.createAccount' })
const account = { handle, email, password, did, inviteCode }
const headers = { authorization: `Bearer ${token}` }
await to.com.atproto.server.createAccount(account, { headers, encoding: 'application/json' })
await to.login({ identifier: did, password })
tell({ step: 'account', did, handle, active: to.session.active })

const { data: repo } = await from.com.atproto.sync.getRepo({ did })
await to.com.atproto.repo.importRepo(repo, { encoding: 'application/vnd.ipld.car' })
tell({ step: 'repository', bytes: repo.length })

let blobs = 0
let cursor
do {
  const { data: missing } = await to.com.atproto.repo.listMissingBlobs({ cursor, limit: 100 })
  for (const { cid } of missing.blobs) {
    const { data, headers } = await from.com.atproto.sync.getBlob({ did, cid })
    await to.com.atproto.repo.uploadBlob(data, { encoding: headers['content-type'] })
    blobs += 1
  }
  cursor = missing.cursor
} while (cursor)
tell({ step: 'blobs', blobs })

const { data: preferences } = await from.app.bsky.actor.getPreferences()
await to.app.bsky.actor.putPreferences(preferences)

const before = read().length
await from.com.atproto.identity.requestPlcOperationSignature()
const { data: wanted } = await to.com.atproto.identity.getRecommendedDidCredentials()
const { data: signed } = await from.com.atproto.identity.signPlcOperation({ token: await letter(before), ...wanted })
await to.com.atproto.identity.submitPlcOperation({ operation: signed.operation })
await to.com.atproto.server.activateAccount()
await from.com.atproto.server.deactivateAccount({})
tell({ step: 'identity', credentials: wanted })

const { data: there } = await to.com.atproto.server.checkAccountStatus()
const { data: here } = await from.com.atproto.server.checkAccountStatus()
const post = await to.post({ text: 'Posted from the new place.', createdAt: new Date().toISOString() })
tell({ step: 'moved', there, here, post })
if (!there.activated || !there.validDid || here.activated) throw new Error('not moved')
if (there.importedBlobs !== there.expectedBlobs) throw new Error('not all blobs came along')
