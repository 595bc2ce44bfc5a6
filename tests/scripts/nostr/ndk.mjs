// @nostr-dev-kit/ndk and its sync, the library under many apps: ndk.mjs RELAY {"alice": SECRET}
import { alice, assert, done, relay as url, step, stranger, until } from './shared.mjs'
import NDK, { NDKEvent, NDKPrivateKeySigner, NDKRelayAuthPolicies, giftUnwrap, giftWrap, NDKUser } from '@nostr-dev-kit/ndk'
import { NDKSync } from '@nostr-dev-kit/sync'

async function app(secret) {
  const ndk = new NDK({
    explicitRelayUrls: [url], signer: new NDKPrivateKeySigner(secret), enableOutboxModel: false, autoConnectUserRelays: false,
  })
  ndk.relayAuthDefaultPolicy = NDKRelayAuthPolicies.signIn({ ndk })
  await ndk.connect(5_000)
  await until(() => ndk.pool.connectedRelays().length > 0)
  return ndk
}

const hers = await app(alice.secret)
const theirs = await app(stranger.secret)

const note = new NDKEvent(hers, { kind: 1, content: `From NDK ${Date.now()} #ndk`, tags: [] })

await step('a member writes, and somebody who listens hears it', async () => {
  const heard = new Promise((resolve) => {
    theirs.subscribe({ kinds: [1], authors: [alice.pubkey], since: Math.floor(Date.now() / 1000) - 5 }, { closeOnEose: false })
      .on('event', (event) => event.content === note.content && resolve(event))
  })
  const told = await note.publish()
  assert.equal(told.size, 1)
  assert.equal((await heard).id, note.id)
})

await step('it is fetched by its name and by its tag', async () => {
  assert.equal((await theirs.fetchEvent(note.encode())).id, note.id)
  const tagged = await theirs.fetchEvents({ '#t': ['ndk'], kinds: [1] })
  assert.ok([...tagged].some((event) => event.id === note.id))
})

await step('a stranger answers and likes', async () => {
  const answer = note.reply()
  answer.ndk = theirs
  answer.content = 'An answer by NDK.'
  await answer.publish()
  const seen = await theirs.fetchEvent(note.id)
  await seen.react('+')
  const found = await hers.fetchEvents({ '#e': [note.id] })
  assert.deepEqual([...found].map((event) => event.kind).sort(), [1, 7])
})

await step('a replaceable event has one newest', async () => {
  const now = Math.floor(Date.now() / 1000)
  for (const [at, name] of [[now - 5, 'old'], [now, 'new'], [now - 10, 'older']]) {
    const event = new NDKEvent(hers, { kind: 30078, content: name, tags: [['d', 'folkmoot-test']], created_at: at })
    await event.publish().catch(() => undefined)
  }
  const found = await hers.fetchEvents({ kinds: [30078], authors: [alice.pubkey] })
  assert.deepEqual([...found].map((event) => event.content), ['new'])
})

await step('a gift is unwrapped by whom it is for', async () => {
  const rumor = new NDKEvent(theirs, { kind: 14, content: 'A gift.', tags: [['p', alice.pubkey]], created_at: 1, pubkey: stranger.pubkey })
  const wrapped = await giftWrap(rumor, new NDKUser({ pubkey: alice.pubkey }), theirs.signer)
  wrapped.ndk = theirs
  await wrapped.publish()
  const found = await until(async () => {
    const all = await hers.fetchEvents({ kinds: [1059], '#p': [alice.pubkey] })
    return [...all].find((event) => event.id === wrapped.id)
  })
  assert.equal((await giftUnwrap(found, undefined, hers.signer)).content, 'A gift.')
})

await step('what is missing is synchronised', async () => {
  const kept = new Map()
  const cacheAdapter = {
    locking: false,
    query: async () => [],
    setEvent: async (event) => { kept.set(event.id, event) },
  }
  const empty = new NDK({ explicitRelayUrls: [url], cacheAdapter })
  await empty.connect(5_000)
  await until(() => empty.pool.connectedRelays().length > 0)
  const result = await new NDKSync(empty).sync({ kinds: [1], authors: [alice.pubkey] })
  assert.ok(result.events.some((event) => event.id === note.id), `${result.events.length} events`)
})

await step('it deletes what it wrote', async () => {
  await note.delete('enough')
  await until(async () => (await hers.fetchEvents({ ids: [note.id] })).size === 0)
})

done()
