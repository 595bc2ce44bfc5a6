// Somebody moves with everything: migrate.mjs FROM_URL TO_URL JSON
//
// The JSON has `identifier` and `password` at the old place, and `letters`: the file where what the old place sends by mail is
// found, a letter a line, the last with the secret (`{"token": …}`, or the secret alone). Without it the secret is read from
// the settings of our own pages. A line of JSON for each step. It can be ended anywhere and begun again: each step looks at
// what is done. `stopAfter` names the step after which it ends; `isQuiet` leaves out the post at the end.
import { readFileSync } from 'node:fs'
import { AtpAgent } from '@atproto/api'
import { tell } from './shared.mjs'

const [fromUrl, toUrl, json] = process.argv.slice(2)
const { identifier, password, letters, inviteCode, stopAfter, isQuiet } = JSON.parse(json)
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
  if (!letters) return []
  try {
    return readFileSync(letters, 'utf8').split('\n').filter((line) => line.trim())
  } catch {
    return []
  }
}

/** Says that a step is done, and ends there if that was wanted. */
function done(step, more) {
  tell({ step, ...more })
  if (step === stopAfter) process.exit(0)
}

/** The secret on the page of our own settings, which a browser shows to whoever is logged in. */
async function page() {
  const form = await fetch(`${fromUrl}/login`)
  const cookies = form.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  const csrf = /name="csrf" value="([^"]*)"/.exec(await form.text())[1]
  const login = email ?? identifier
  const sent = await fetch(`${fromUrl}/login`, {
    method: 'POST', redirect: 'manual', headers: { cookie: cookies.join('; ') },
    body: new URLSearchParams({ csrf, next: '/', login, password }),
  })
  cookies.push(...sent.headers.getSetCookie().map((cookie) => cookie.split(';')[0]))
  const codes = await fetch(`${fromUrl}/settings/codes`, { headers: { cookie: cookies.join('; ') } })
  return /id="code-moving">([^<]*)</.exec(await codes.text())[1]
}

await from.login({ identifier, password })
const { did, handle, email } = from.session
const { data: place } = await to.com.atproto.server.describeServer()
const isThere = await to.login({ identifier: did, password }).then(() => true, () => false)
if (!isThere) {
  const lxm = 'com.atproto.server.createAccount'
  const { data: { token } } = await from.com.atproto.server.getServiceAuth({ aud: place.did, lxm })
  const account = { handle, email, password, did, inviteCode }
  const headers = { authorization: `Bearer ${token}` }
  await to.com.atproto.server.createAccount(account, { headers, encoding: 'application/json' })
  await to.login({ identifier: did, password })
}
done('account', { did, handle, active: to.session.active })

const status = async (agent) => (await agent.com.atproto.server.checkAccountStatus()).data
if (!(await status(to)).activated) {
  const { data: repo } = await from.com.atproto.sync.getRepo({ did })
  await to.com.atproto.repo.importRepo(repo, { encoding: 'application/vnd.ipld.car' })
  done('repository', { bytes: repo.length })

  let blobs = 0
  let cursor
  do {
    const { data: missing } = await to.com.atproto.repo.listMissingBlobs({ cursor, limit: 20 })
    for (const { cid } of missing.blobs) {
      const { data, headers } = await from.com.atproto.sync.getBlob({ did, cid })
      await to.com.atproto.repo.uploadBlob(data, { encoding: headers['content-type'] })
      blobs += 1
    }
    cursor = missing.cursor
    if (stopAfter === 'some blobs') done(stopAfter, { blobs })
  } while (cursor)
  done('blobs', { blobs })

  const { data: preferences } = await from.app.bsky.actor.getPreferences()
  await to.app.bsky.actor.putPreferences(preferences)
  done('preferences')
}

const { data: wanted } = await to.com.atproto.identity.getRecommendedDidCredentials()
if (!(await status(to)).validDid) {
  const before = read().length
  await from.com.atproto.identity.requestPlcOperationSignature()
  const token = letters ? await letter(before) : await page()
  const { data: signed } = await from.com.atproto.identity.signPlcOperation({ token, ...wanted })
  done('signature')
  await to.com.atproto.identity.submitPlcOperation({ operation: signed.operation })
}
done('name')
if (!(await status(to)).activated) await to.com.atproto.server.activateAccount()
done('activation')
if ((await status(from)).activated) await from.com.atproto.server.deactivateAccount({})
done('identity', { credentials: wanted })

const [there, here] = [await status(to), await status(from)]
const post = isQuiet ? null : await to.post({ text: 'Posted from the new place.', createdAt: new Date().toISOString() })
tell({ step: 'moved', there, here, post })
if (!there.activated || !there.validDid || here.activated) throw new Error('not moved')
if (there.importedBlobs !== there.expectedBlobs) throw new Error('not all blobs came along')
