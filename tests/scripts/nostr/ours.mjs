// Everything that the server has signed for a member, held to the schemas: ours.mjs RELAY {"ours": PUBKEY, "kinds": [1, …]}
import { assert, done, options, relay as url, step } from './shared.mjs'
import { useWebSocketImplementation, Relay } from 'nostr-tools/relay'
import { verifyEvent } from 'nostr-tools/pure'

useWebSocketImplementation(globalThis.WebSocket)
const relay = await Relay.connect(url)

await step('everything that was signed here is as others want it', async () => {
  const events = await new Promise((resolve) => {
    const found = []
    const sub = relay.subscribe([{ authors: [options.ours] }], {
      onevent: (event) => found.push(event),
      oneose: () => { resolve(found); sub.close() },
    })
  })
  assert.ok(events.every(verifyEvent))
  const found = new Set(events.map((event) => event.kind))
  for (const kind of options.kinds) assert.ok(found.has(kind), `no event of kind ${kind} among ${[...found]}`)
})

done()
