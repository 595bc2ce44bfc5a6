// nostr-tools, the library under most web apps: tools.mjs RELAY {"alice": SECRET}
import { alice, assert, done, home, information, relay as url, step, stranger, until } from './shared.mjs'
import { useWebSocketImplementation, Relay } from 'nostr-tools/relay'
import { verifyEvent } from 'nostr-tools/pure'
import * as nip17 from 'nostr-tools/nip17'
import { BlossomClient } from 'nostr-tools/nipb7'
import { nip77 } from 'nostr-tools'
const { NegentropyStorageVector, NegentropySync } = nip77

useWebSocketImplementation(globalThis.WebSocket)
const connect = () => Relay.connect(url)
const relay = await connect()

/** Everything that is there, until the relay says that this was all. */
const query = (at, ...filters) => new Promise((resolve, reject) => {
  const events = []
  const sub = at.subscribe(filters, {
    onevent: (event) => events.push(event),
    oneose: () => { resolve(events); sub.close() },
    onclose: (reason) => reject(new Error(reason)),
  })
})

await step('the server says what it is', async () => {
  const answer = await fetch(home, { headers: { accept: 'application/nostr+json' } })
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  const document = await answer.json()
  assert.ok(information(document), JSON.stringify(information.errors))
  for (const nip of [1, 9, 11, 42, 45, 50, 77]) assert.ok(document.supported_nips.includes(nip), `NIP-${nip}`)
})

const word = `word${Date.now()}`
const note = alice.sign(1, `Hello from an app, with a ${word} in it. #moot`, [['t', 'moot']])

await step('a member writes, and whoever listens is told', async () => {
  const heard = new Promise((resolve) => {
    relay.subscribe([{ kinds: [1], authors: [alice.pubkey], since: note.created_at - 1 }], { onevent: resolve })
  })
  const other = await connect()
  await other.publish(note)
  assert.deepEqual((await heard).id, note.id)
  other.close()
})

await step('it is found by everything that it can be asked for by', async () => {
  for (const filter of [
    { ids: [note.id] }, { authors: [alice.pubkey], kinds: [1] }, { '#t': ['moot'], kinds: [1] }, { kinds: [1], limit: 5 },
  ]) {
    const found = await query(relay, filter)
    assert.ok(found.some((event) => event.id === note.id && verifyEvent(event)), JSON.stringify(filter))
  }
})

await step('it is found by its words, and counted', async () => {
  const found = await until(async () => (await query(relay, { search: word, kinds: [1] }))[0])
  assert.equal(found.id, note.id)
  assert.equal(await relay.count([{ ids: [note.id] }], {}), 1)
})

await step('what is forged is refused', async () => {
  const forged = { ...note, content: 'never said' }
  await assert.rejects(relay.publish(forged), /invalid:/)
})

await step('a stranger may answer, and not more', async () => {
  await assert.rejects(relay.publish(stranger.sign(1, 'Buy things.')), /restricted:|blocked:|auth-required:/)
  const answer = stranger.sign(1, 'Hello back.', [['e', note.id, '', 'root'], ['p', alice.pubkey]])
  await relay.publish(answer)
  const found = await query(relay, { '#e': [note.id] })
  assert.deepEqual(found.map((event) => event.id), [answer.id])
})

await step('a direct message is for its reader alone', async () => {
  const wrapped = nip17.wrapEvent(stranger.key, { publicKey: alice.pubkey }, 'Between us.')
  const from = await connect()
  await from.publish(wrapped)
  for (const filter of [{ kinds: [1059] }, { '#p': [alice.pubkey] }, { ids: [wrapped.id] }]) {
    const found = await query(from, filter).catch(() => [])
    assert.ok(!found.some((event) => event.id === wrapped.id), `leaked by ${JSON.stringify(filter)}`)
  }
  from.close()
  const own = await connect()
  // The challenge comes with the connection.
  await until(() => own.challenge)
  const { finalizeEvent } = await import('nostr-tools/pure')
  await own.auth(async (event) => finalizeEvent(event, alice.key))
  const [found] = await query(own, { kinds: [1059], '#p': [alice.pubkey] })
  assert.equal(nip17.unwrapEvent(found, alice.key).content, 'Between us.')
  own.close()
})

await step('two sets of events are compared', async () => {
  const storage = new NegentropyStorageVector()
  storage.seal()
  const needed = new Set()
  await new Promise((resolve, reject) => {
    const sync = new NegentropySync(relay, storage, { authors: [alice.pubkey], kinds: [1] }, {
      onneed: (id) => needed.add(id),
      onclose: (reason) => (reason ? reject(new Error(reason)) : resolve()),
    })
    sync.start().catch(reject)
  })
  assert.ok(needed.has(note.id))
})

await step('a file goes up and comes down as it was', async () => {
  const signer = { getPublicKey: async () => alice.pubkey, signEvent: async ({ kind, content, tags, created_at }) => alice.sign(kind, content, tags, created_at) }
  const blossom = new BlossomClient(home, signer)
  const bytes = Buffer.from(`a file of ${word}`)
  const sent = await blossom.uploadBlob(new File([bytes], 'a.txt', { type: 'text/plain' }))
  assert.equal(sent.size, bytes.length)
  const back = Buffer.from(await (await fetch(sent.url)).arrayBuffer())
  assert.deepEqual(back, bytes)
  const listed = await (await fetch(`${home}/list/${alice.pubkey}`)).json()
  assert.ok(listed.some((blob) => blob.sha256 === sent.sha256))
})

await step('what is taken back is gone, and does not come again', async () => {
  await relay.publish(alice.sign(5, '', [['e', note.id], ['k', '1']]))
  assert.deepEqual(await query(relay, { ids: [note.id] }), [])
  await assert.rejects(relay.publish(note), /blocked:|deleted:|invalid:/)
})

done()
