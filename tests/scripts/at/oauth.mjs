// An app that a person lets in by OAuth, and what it may do then: oauth.mjs SERVICE_URL PLC_URL JSON
//
// The JSON has `identifier` and `password`; `scope`, if not the usual one; `through: "reference"` for the reference PDS, whose
// pages need JavaScript. A line of JSON for each step; an error at the first that fails.
import { Agent } from '@atproto/api'
import { NodeOAuthClient } from '@atproto/oauth-client-node'
import { tell, words } from './shared.mjs'
import { Person, walk } from './walk.mjs'

const [service, plcUrl, json] = process.argv.slice(2)
const { identifier, password, scope = 'atproto transition:generic', through = 'forms' } = JSON.parse(json)
const REDIRECT = 'http://127.0.0.1/callback'

/** Keeps things while this runs. */
const store = () => {
  const kept = new Map()
  return { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value), del: async (key) => void kept.delete(key) }
}

const client = new NodeOAuthClient({
  clientMetadata: {
    client_id: `http://localhost?${new URLSearchParams({ redirect_uri: REDIRECT, scope })}`,
    client_name: 'A test',
    redirect_uris: [REDIRECT],
    scope,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
  },
  allowHttp: true,
  fetch: globalThis.fetch,
  handleResolver: service,
  plcDirectoryUrl: plcUrl,
  stateStore: store(),
  sessionStore: store(),
  requestLock: (_, run) => run(),
})

/** What the page of the reference PDS does when somebody signs in and allows. */
async function reference(start, _, { decision }) {
  const person = new Person()
  await person.fetch(start)
  const ask = async (what, body, headers) => {
    const url = new URL(`/@atproto/oauth-provider/~api/${what}`, start)
    const same = { 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'empty', origin: url.origin, referer: String(start) }
    const csrf = { 'x-csrf-token': person.cookies.get('csrf-token'), 'content-type': 'application/json' }
    const answer = await person.fetch(url, { method: 'POST', headers: { ...same, ...csrf, ...headers }, body: JSON.stringify(body) })
    if (answer.status !== 200) throw new Error(`${what}: ${answer.status} ${answer.text}`)
    return JSON.parse(answer.text)
  }
  const { account, ephemeralToken } = await ask('sign-in', { username: identifier, password, locale: 'en' })
  const token = { authorization: `Bearer ${ephemeralToken}` }
  const did = account.did ?? account.sub
  const { url } = decision === 'deny' ? await ask('reject', {}, token) : await ask('consent', { did }, token)
  return new URL(url).searchParams
}

/** From the app to the person and back. */
async function login(decision) {
  const url = await client.authorize(service, { scope, state: 'what the app keeps' })
  const person = { identifier, password, decision }
  const answer = await (through === 'reference' ? reference : walk)(url, REDIRECT, person)
  return client.callback(answer)
}

/** Fails unless it is refused, and with such words. */
async function refused(what, because, doing) {
  const error = await Promise.resolve().then(doing).then(() => undefined, (error) => error)
  if (!error) throw new Error(`${what} was not refused`)
  if (!because.test(words(error))) throw error
  tell({ step: 'refused', what, because: words(error) })
}

await refused('a person who says no', /reject|denied/i, () => login('deny'))
const { session, state } = await login('allow')
const info = await session.getTokenInfo()
tell({ step: 'in', did: session.sub, state, scope: info.scope, issuer: info.iss, aud: info.aud })

const agent = new Agent(session)
const { data: account } = await agent.com.atproto.server.getSession()
tell({ step: 'session', handle: account.handle, did: account.did })
const post = await agent.post({ text: 'Posted by an app that was let in.', createdAt: new Date().toISOString() })
tell({ step: 'post', ...post })

const { accessToken, access_token: token = accessToken } = await session.getTokenSet(false)
const bare = async (headers) => {
  const url = `${service}/xrpc/com.atproto.server.getSession`
  const answer = await fetch(url, { headers })
  if (answer.ok) return answer
  throw new Error(`${answer.status} ${answer.headers.get('www-authenticate') ?? ''}`)
}
await refused('a token without a proof', /^Error: 40[01] /, () => bare({ authorization: `DPoP ${token}` }))
await refused('a token as a bearer', /^Error: 40[01] /, () => bare({ authorization: `Bearer ${token}` }))

const fresh = await session.getTokenInfo(true)
const { access_token: newer } = await session.getTokenSet(false)
if (newer === token) throw new Error('refreshing gave the same token')
tell({ step: 'refreshed', scope: fresh.scope, expires: fresh.expiresAt })
await agent.deletePost(post.uri)
tell({ step: 'deleted', uri: post.uri })

await session.signOut()
await refused('a session that was ended', /session/i, () => client.restore(session.sub))
tell({ step: 'out' })
