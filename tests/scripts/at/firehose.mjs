// Reads a firehose and checks signatures and records: firehose.mjs SERVICE_URL PLC_URL EVENTS SECONDS [CURSOR]
// A line for each event and for each error, and a last one that counts. Ends well with that many events and no error.
import { IdResolver, MemoryCache } from '@atproto/identity'
import { Firehose } from '@atproto/sync'
import { tell, words } from './shared.mjs'

const [service, plcUrl, wanted, seconds, cursor] = process.argv.slice(2)
let events = 0
let errors = 0
let enough
const done = new Promise((resolve) => (enough = resolve))

const firehose = new Firehose({
  service: service.replace(/^http/, 'ws'),
  // The resolver's own fetch refuses http.
  idResolver: new IdResolver({ plcUrl, didCache: new MemoryCache(), fetch: globalThis.fetch }),
  unauthenticatedHandles: true,
  getCursor: () => (cursor === undefined ? 0 : cursor === 'live' ? undefined : Number(cursor)),
  handleEvent: (event) => {
    const { seq, time, did, handle, active, status, rev, collection, rkey, record } = event
    const cid = event.cid && String(event.cid)
    tell({ event: event.event, seq, time, did, handle, active, status, rev, collection, rkey, cid, record })
    if (++events >= Number(wanted)) enough()
  },
  onError: (error) => {
    errors += 1
    tell({ error: words(error) })
  },
})
const reading = firehose.start()
const late = setTimeout(enough, Number(seconds) * 1000)
await done
clearTimeout(late)
await Promise.race([firehose.destroy(), reading, new Promise((resolve) => setTimeout(resolve, 2000))])
tell({ end: true, events, errors })
process.exit(events >= Number(wanted) && errors === 0 ? 0 : 1)
