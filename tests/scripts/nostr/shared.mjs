// What the scripts share: keys, steps, and a WebSocket that holds every message of the server to its schema.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Ajv from 'ajv'
import WebSocket from 'ws'
import { finalizeEvent, getPublicKey } from 'nostr-tools/pure'

const require = createRequire(import.meta.url)
const schemas = join(dirname(require.resolve('@nostrability/schemata/package.json')), 'dist')
// The schemas carry words for people that are no part of JSON Schema.
const ajv = new Ajv({ strict: false, validateSchema: false, logger: false })

/** The check of one schema, by its path. */
function schema(path) {
  const json = JSON.parse(readFileSync(join(schemas, path, 'schema.json'), 'utf8'))
  // The same name stands in many of them.
  return ajv.compile(JSON.parse(JSON.stringify(json, (key, value) => (key === '$id' ? undefined : value))))
}

const messages = {
  EVENT: schema('nips/nip-01/messages/relay-event'),
  OK: schema('nips/nip-01/messages/relay-ok'),
  EOSE: schema('nips/nip-01/messages/relay-eose'),
  CLOSED: schema('nips/nip-01/messages/relay-closed'),
  NOTICE: schema('nips/nip-01/messages/relay-notice'),
  AUTH: schema('nips/nip-42/messages/relay-auth'),
  COUNT: schema('nips/nip-45/messages/relay-count'),
}
const kinds = new Map(Object.entries({
  0: 'nip-01', 1: 'nip-01', 3: 'nip-02', 5: 'nip-09', 6: 'nip-18', 7: 'nip-25', 16: 'nip-18', 1018: 'nip-88', 1059: 'nip-59',
  1068: 'nip-88', 1111: 'nip-22', 10002: 'nip-65', 10050: 'nip-17', 10063: 'nip-b7', 30023: 'nip-23',
}).map(([kind, nip]) => [Number(kind), schema(`nips/${nip}/kind-${kind}`)]))
export const information = schema('nips/nip-11')

const seen = { messages: 0 }

function hold(check, value, what) {
  assert.ok(check(value), `${what} breaks its schema: ${JSON.stringify(check.errors?.slice(0, 3))}\n${JSON.stringify(value)}`)
}

/** Holds one message of the server to its schema. */
export function check(text) {
  const message = JSON.parse(text)
  seen.messages += 1
  const [name] = message
  if (name.startsWith('NEG-')) return
  assert.ok(messages[name], `an unknown message: ${text}`)
  hold(messages[name], message, name)
  const event = name === 'EVENT' ? message[2] : undefined
  // What the library itself has written is not ours to mend.
  const known = event && event.pubkey === options.ours && kinds.get(event.kind)
  if (known) hold(known, event, `kind ${event.kind}`)
}

/** A WebSocket that looks at what it is told. */
export class Watched extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols)
    this.on('message', (data) => {
      try {
        check(data.toString())
      } catch (error) {
        console.error(error)
        process.exit(1)
      }
    })
  }
}
globalThis.WebSocket = Watched

export const [relay, json] = process.argv.slice(2)
export const options = JSON.parse(json ?? '{}')
/** The same server, for requests. */
export const home = relay.replace(/^ws/, 'http')

export const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'))
/** Somebody with a key: `sign` makes an event of a kind. */
export function person(secret) {
  const key = bytes(secret)
  return {
    key,
    secret,
    pubkey: getPublicKey(key),
    sign: (kind, content, tags = [], created_at = Math.floor(Date.now() / 1000)) =>
      finalizeEvent({ kind, content, tags, created_at }, key),
  }
}

export const alice = options.alice ? person(options.alice) : undefined
/** Somebody whom the server does not know. */
export const stranger = person(Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex'))

/** One step of the story; whatever takes longer than ten seconds has failed. */
export async function step(name, what) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`${name}: nothing came`)), 10_000).unref())
  const result = await Promise.race([what(), late])
  console.log(`ok ${name}`)
  return result
}

/** Asks again until something is so. */
export async function until(what, patience = 8_000) {
  for (const end = Date.now() + patience; ; await new Promise((next) => setTimeout(next, 100))) {
    const found = await what()
    if (found) return found
    assert.ok(Date.now() < end, 'it never came')
  }
}

/** Ends the story. */
export function done() {
  assert.ok(seen.messages > 0, 'no message was looked at')
  console.log(JSON.stringify({ messages: seen.messages }))
  process.exit(0)
}

export { assert }
