// The directory of did:plc, kept in memory: plc.mjs [PORT]
import { Database, PlcServer } from '@did-plc/server'

const server = await PlcServer.create({ db: Database.mock(), port: Number(process.argv[2] ?? 0) }).start()
console.log(`ready http://localhost:${server.address().port}`)
