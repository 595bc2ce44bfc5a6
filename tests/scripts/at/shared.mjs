// What these scripts have in common: how they speak to whoever started them.
import { createServer } from 'node:net'

/** A port that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** One line of JSON: what the one who started this reads. */
export function tell(what) {
  console.log(JSON.stringify(what, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
}

/** The names and messages of an error and of what caused it. */
export function words(error) {
  const said = []
  for (let one = error; one && said.length < 5; one = one.cause ?? one.err) {
    said.push(`${one.name ?? one.constructor?.name}: ${one.message}`)
  }
  return said.join('; because of ')
}
