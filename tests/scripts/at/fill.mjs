// Somebody who has been there for long: fill.mjs SERVICE_URL JSON
//
// The JSON says who (`identifier` and `password`), and how many `posts`, of which so many have a picture of their own
// (`blobs`). Prints one line of JSON.
import { AtpAgent } from '@atproto/api'
import { tell } from './shared.mjs'

const [service, json] = process.argv.slice(2)
const { identifier, password, posts, blobs } = JSON.parse(json)
const agent = new AtpAgent({ service })
await agent.login({ identifier, password })
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const began = Date.parse('2024-01-01T00:00:00Z')
const writes = []
for (let n = 0; n < posts; n++) {
  const value = { $type: 'app.bsky.feed.post', text: `Post ${n}.`, createdAt: new Date(began + n * 60_000).toISOString() }
  if (n < blobs) {
    // What stands behind the end of a picture is not shown, but makes it another file.
    const { data } = await agent.uploadBlob(Buffer.concat([pixel, Buffer.from(`${n}`)]), { encoding: 'image/png' })
    value.embed = { $type: 'app.bsky.embed.images', images: [{ alt: `Picture ${n}`, image: data.blob }] }
  }
  writes.push({ $type: 'com.atproto.repo.applyWrites#create', collection: 'app.bsky.feed.post', value })
}
while (writes.length) {
  await agent.com.atproto.repo.applyWrites({ repo: agent.did, writes: writes.splice(0, 100) })
}
tell({ did: agent.did, posts, blobs })
