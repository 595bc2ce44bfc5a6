// An app that signs with a key that the server keeps (NIP-46): bunker.mjs RELAY {"bunker": "bunker://…", "member": PUBKEY}
import { assert, done, options, relay as url, step, stranger } from './shared.mjs'
import { useWebSocketImplementation, SimplePool } from 'nostr-tools/pool'
import { BunkerSigner, parseBunkerInput } from 'nostr-tools/nip46'
import { verifyEvent } from 'nostr-tools/pure'
import { NConnectSigner, NRelay1, NSecSigner } from '@nostrify/nostrify'

useWebSocketImplementation(globalThis.WebSocket)
const pool = new SimplePool()
const pointer = await parseBunkerInput(options.bunker)
const signer = BunkerSigner.fromBunker(stranger.key, pointer, { pool })

await step('an app connects', async () => {
  await signer.connect()
  await signer.ping()
})

await step('it learns who signs', async () => assert.equal(await signer.getPublicKey(), options.member))

await step('it has an event signed, and publishes it', async () => {
  const event = await signer.signEvent({
    kind: 1, content: 'Signed by the bunker.', tags: [], created_at: Math.floor(Date.now() / 1000),
  })
  assert.equal(event.pubkey, options.member)
  assert.ok(verifyEvent(event))
  await Promise.all(pool.publish([url], event))
})

await step('what is encrypted for somebody comes back', async () => {
  const sealed = await signer.nip44Encrypt(stranger.pubkey, 'between us')
  assert.equal(await signer.nip44Decrypt(stranger.pubkey, sealed), 'between us')
})

await step('another library goes on with the same connection', async () => {
  const relay = new NRelay1(url)
  const same = new NConnectSigner({ relay, pubkey: pointer.pubkey, signer: new NSecSigner(stranger.key), timeout: 8_000 })
  assert.equal(await same.getPublicKey(), options.member)
})

await step('the secret opens the door once', async () => {
  const { person } = await import('./shared.mjs')
  const thief = person('11'.repeat(32))
  const stolen = BunkerSigner.fromBunker(thief.key, pointer, { pool })
  await assert.rejects(stolen.connect())
})

done()
