// A directory, a PDS and Bluesky's AppView: network.mjs POSTGRES_URL REDIS_HOST [SERVICE_URL...]
//
// The AppView listens to that PDS and to the services named, which need not answer yet. After `ready` comes a line of JSON: where
// the directory (`plc`), the PDS (`pds`) and the AppView (`appView`, `did`) are.
import { request } from 'node:http'
import { TestBsky, TestBsync, TestPds, TestPlc } from '@atproto/dev-env'
import { RepoSubscription } from '@atproto/bsky'
import { freePort } from './shared.mjs'

process.env.NODE_ENV = 'development'
process.env.LOG_ENABLED = 'false'
const [dbPostgresUrl, redisHost, ...services] = process.argv.slice(2)
const plc = await TestPlc.create({})
const pdsPort = await freePort()
const bsyncApiKey = 'bsync-api-key'
const bsync = await TestBsync.create({ apiKeys: [bsyncApiKey], dbUrl: dbPostgresUrl, dbSchema: 'bsync' })
const port = await freePort()
const bsky = await TestBsky.create({
  port,
  publicUrl: `http://localhost:${port}`,
  plcUrl: plc.url,
  pdsPort,
  bsyncApiKey,
  bsyncUrl: bsync.url,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresUrl,
  dbPostgresSchema: 'appview',
  redisHost,
})
bsync.ctx.dataplaneClients = [bsky.ctx.dataplane]
const pds = await TestPds.create({
  port: pdsPort,
  hostname: 'localhost',
  didPlcUrl: plc.url,
  inviteRequired: false,
  bskyAppViewUrl: bsky.url,
  bskyAppViewDid: bsky.serverDid,
})

/** Asks each service for a handle, as if the handle's name led to it: none of these names is in the DNS. */
async function resolve(handle) {
  for (const service of [pds.url, ...services]) {
    const did = await new Promise((resolve) => {
      const url = new URL('/.well-known/atproto-did', service)
      const asked = request(url, { headers: { host: handle }, timeout: 5000 }, (answer) => {
        let text = ''
        answer.on('data', (part) => (text += part)).on('end', () => resolve(answer.statusCode === 200 && text.trim()))
      })
      asked.on('error', () => resolve(false)).on('timeout', () => asked.destroy()).end()
    })
    if (did) return did
  }
  return undefined
}
for (const { handle } of [pds.ctx.idResolver, bsky.ctx.idResolver, bsky.dataplane.idResolver]) handle.resolve = resolve

for (const service of services) {
  const known = { db: bsky.db, idResolver: bsky.dataplane.idResolver }
  void new RepoSubscription({ service: service.replace(/^http/, 'ws'), ...known }).start()
}
const where = { plc: plc.url, pds: pds.url, appView: bsky.url, did: bsky.serverDid }
console.log(`ready ${JSON.stringify(where)}`)
