// @nostrify/nostrify, the library of Ditto and Soapbox: nostrify.mjs RELAY {"alice": SECRET}
import { alice, assert, done, home, relay as url, step, stranger, until } from './shared.mjs'
import { NRelay1, NSecSigner } from '@nostrify/nostrify'
import { BlossomUploader } from '@nostrify/nostrify/uploaders'
import { createHash } from 'node:crypto'

const signer = new NSecSigner(alice.key)
const now = () => Math.floor(Date.now() / 1000)
const sign = (kind, content, tags = []) => signer.signEvent({ kind, content, tags, created_at: now() })
const hers = new NRelay1(url, { auth: (challenge) => sign(22242, '', [['relay', url], ['challenge', challenge]]) })
const theirs = new NRelay1(url)

const note = await sign(1, `From Nostrify ${Date.now()} pomegranate`)

await step('a member writes, and somebody who listens hears it', async () => {
  const ending = new AbortController()
  const heard = (async () => {
    for await (const [name, , event] of theirs.req([{ kinds: [1], authors: [alice.pubkey], since: now() - 5 }], { signal: ending.signal })) {
      if (name === 'EVENT' && event.id === note.id) return true
    }
  })()
  await hers.event(note)
  assert.ok(await heard)
  ending.abort()
})

await step('it is found, counted and searched for', async () => {
  assert.equal((await theirs.query([{ ids: [note.id] }]))[0].id, note.id)
  assert.equal((await theirs.count([{ ids: [note.id] }])).count, 1)
  await until(async () => (await theirs.query([{ search: 'pomegranate', kinds: [1] }])).some((event) => event.id === note.id))
})

await step('a reaction of a stranger comes back to a member', async () => {
  const other = new NSecSigner(stranger.key)
  const like = await other.signEvent({ kind: 7, content: '🤙', tags: [['e', note.id], ['p', alice.pubkey]], created_at: now() })
  await theirs.event(like)
  const [found] = await hers.query([{ kinds: [7], '#p': [alice.pubkey], '#e': [note.id] }])
  assert.equal(found.content, '🤙')
})

await step('a file goes up and comes down as it was', async () => {
  const bytes = new TextEncoder().encode(`a file of ${note.id}`)
  const uploader = new BlossomUploader({ servers: [`${home}/`], signer })
  const tags = new Map(await uploader.upload(new File([bytes], 'b.txt', { type: 'text/plain' })))
  assert.equal(tags.get('x'), createHash('sha256').update(bytes).digest('hex'))
  const back = await (await fetch(tags.get('url'))).text()
  assert.equal(back, `a file of ${note.id}`)
})

await step('it is taken back', async () => {
  await hers.event(await sign(5, '', [['e', note.id]]))
  assert.deepEqual(await theirs.query([{ ids: [note.id] }]), [])
})

done()
