// One thing that a Bluesky client does: agent.mjs COMMAND SERVICE_URL [JSON]
//
// The JSON says who (`identifier` and `password`, or the `session` of an earlier answer) and what; `expect` names the error
// that is wanted. Prints one line of JSON: what came of it, or `{"refused": …}` for the error that was expected.
import { readFileSync } from 'node:fs'
import { AtpAgent, RichText, XRPCError } from '@atproto/api'
import { tell, words } from './shared.mjs'

const [command, service, json] = process.argv.slice(2)
const options = JSON.parse(json ?? '{}')
const agent = new AtpAgent({ service })
const { com, app } = agent

/** What a later call needs to go on as the same person. */
const me = () => ({ did: agent.did, handle: agent.session.handle, session: agent.session })

/** A picture of one pixel, for whoever names no file. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function upload({ file, mime = 'image/png' } = {}) {
  const bytes = file ? readFileSync(file) : PIXEL
  return (await agent.uploadBlob(bytes, { encoding: mime })).data.blob
}

const commands = {
  describe: async () => (await com.atproto.server.describeServer()).data,

  'create-account': async ({ handle, email, password, did, inviteCode, recoveryKey }) => {
    const account = { handle, password, did, inviteCode, recoveryKey, email: email ?? `${handle}@example.org` }
    await agent.createAccount(account)
    return me()
  },

  login: async () => ({ ...me(), account: (await com.atproto.server.getSession()).data }),

  refresh: async () => {
    await agent.sessionManager.refreshSession()
    return me()
  },

  logout: async () => {
    await agent.logout()
    return { is_out: true }
  },

  'app-password': async ({ name, privileged = false }) =>
    (await com.atproto.server.createAppPassword({ name, privileged })).data,

  // Text, what is found in it (mentions are looked up), and pictures, if `images` gives their descriptions.
  post: async ({ text, langs = ['en'], images = [], reply, labels }) => {
    const rich = new RichText({ text })
    await rich.detectFacets(agent)
    const record = { text: rich.text, facets: rich.facets, langs, reply, createdAt: new Date().toISOString() }
    if (labels) {
      const values = labels.map((val) => ({ val }))
      record.labels = { $type: 'com.atproto.label.defs#selfLabels', values }
    }
    if (images.length > 0) {
      const image = async ({ alt, ...file }) => ({ alt, image: await upload(file), aspectRatio: { width: 1, height: 1 } })
      record.embed = { $type: 'app.bsky.embed.images', images: await Promise.all(images.map(image)) }
    }
    return { ...(await agent.post(record)), record }
  },

  like: ({ uri, cid }) => agent.like(uri, cid),
  unlike: async ({ uri }) => agent.deleteLike(uri).then(() => ({ deleted: uri })),
  repost: ({ uri, cid }) => agent.repost(uri, cid),
  unrepost: async ({ uri }) => agent.deleteRepost(uri).then(() => ({ deleted: uri })),
  follow: ({ did }) => agent.follow(did),
  unfollow: async ({ uri }) => agent.deleteFollow(uri).then(() => ({ deleted: uri })),
  delete: async ({ uri }) => agent.deletePost(uri).then(() => ({ deleted: uri })),

  profile: async ({ displayName, description, avatar }) => {
    const picture = avatar && (await upload(avatar))
    await agent.upsertProfile((now) => ({ ...now, displayName, description, avatar: picture ?? now?.avatar }))
    return commands.record({ collection: 'app.bsky.actor.profile', rkey: 'self' })
  },

  upload: async (file) => ({ blob: (await upload(file)).toJSON() }),

  // Straight from and to the repository.
  record: async ({ repo = agent.did, collection, rkey }) =>
    (await com.atproto.repo.getRecord({ repo, collection, rkey })).data,
  records: async ({ repo = agent.did, collection, limit = 100, cursor, reverse }) =>
    (await com.atproto.repo.listRecords({ repo, collection, limit, cursor, reverse })).data,
  put: async ({ collection, rkey, record, swapRecord, validate }) =>
    (await com.atproto.repo.putRecord({ repo: agent.did, collection, rkey, record, swapRecord, validate })).data,
  writes: async ({ writes, swapCommit, validate }) =>
    (await com.atproto.repo.applyWrites({ repo: agent.did, writes, swapCommit, validate })).data,

  // Asked of the PDS, answered by the AppView behind it.
  timeline: async ({ limit = 50 }) => (await agent.getTimeline({ limit })).data,
  feed: async ({ actor = agent.did }) => (await agent.getAuthorFeed({ actor })).data,
  thread: async ({ uri }) => (await agent.getPostThread({ uri })).data,
  show: async ({ actor = agent.did }) => (await agent.getProfile({ actor })).data,
  notifications: async () => (await agent.listNotifications()).data,

  preferences: async ({ set }) => {
    if (set) await app.bsky.actor.putPreferences({ preferences: set })
    return (await app.bsky.actor.getPreferences()).data
  },
  'service-auth': async ({ aud, lxm, exp }) => (await com.atproto.server.getServiceAuth({ aud, lxm, exp })).data,
  'resolve-handle': async ({ handle }) => (await com.atproto.identity.resolveHandle({ handle })).data,
  'update-handle': async ({ handle }) => com.atproto.identity.updateHandle({ handle }).then(() => ({ handle })),
  status: async () => (await com.atproto.server.checkAccountStatus()).data,

  // Any other method: `get` asks, `call` does.
  get: async ({ nsid, params }) => (await agent.call(nsid, params)).data,
  call: async ({ nsid, params, body }) => (await agent.call(nsid, params, body)).data ?? {},
}

const run = commands[command]
if (!run) throw new Error(`no command ${command}; there are ${Object.keys(commands).join(', ')}`)
try {
  const { identifier, password, session } = options
  if (session) await agent.resumeSession(session)
  else if (identifier) await agent.login({ identifier, password })
  const answer = await run(options)
  if (options.expect) throw new Error(`${options.expect} was expected, and it was done: ${JSON.stringify(answer)}`)
  tell(answer)
} catch (error) {
  if (!(error instanceof XRPCError) || (error.error !== options.expect && String(error.status) !== options.expect)) {
    console.log(`${command} failed: ${error.error ?? ''} ${error.status ?? ''} ${words(error)}`)
    process.exit(1)
  }
  tell({ refused: error.error, status: error.status, message: error.message })
}
