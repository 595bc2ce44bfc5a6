// The reference PDS: reference_pds.mjs PLC_URL FOLDER PORT [APPVIEW_URL APPVIEW_DID]
// What it would send by mail is appended to mail.jsonl in the folder.
import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { envToCfg, envToSecrets, PDS, readEnv } from '@atproto/pds'

const [plc, folder, port, appView, appViewDid] = process.argv.slice(2)
Object.assign(process.env, {
  NODE_ENV: 'development',
  LOG_ENABLED: 'false',
  PDS_DEV_MODE: 'true',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_PORT: port,
  PDS_HOSTNAME: 'localhost',
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
  PDS_DID_PLC_URL: plc,
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_INVITE_REQUIRED: 'false',
  PDS_RATE_LIMITS_ENABLED: 'false',
  PDS_JWT_SECRET: randomBytes(16).toString('hex'),
  PDS_ADMIN_PASSWORD: 'correct horse battery staple',
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
  // Without an AppView it still has to have a name for one.
  PDS_BSKY_APP_VIEW_URL: appView ?? 'http://localhost:9',
  PDS_BSKY_APP_VIEW_DID: appViewDid ?? 'did:web:appview.example',
})
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
const { mailer } = pds.ctx
for (const kind of ['sendConfirmEmail', 'sendPlcOperation', 'sendUpdateEmail', 'sendResetPassword', 'sendAccountDelete']) {
  mailer[kind] = async (what, to) => appendFileSync(join(folder, 'mail.jsonl'), `${JSON.stringify({ kind, ...what, ...to })}\n`)
}
await pds.start()
console.log(`ready http://localhost:${port}`)
