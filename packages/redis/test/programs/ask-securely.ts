import { start } from '@portside/core'
import { database, redis } from '../../src/index'

// Uses the server of an address with TLS, which Node.js trusts by a certificate that a process is given when it starts.
const existing = process.argv[2] ?? ''
const server = await start(redis({ existing }))
await server.send('SET', 'key', 'of the server')
const seed = async ({ send }: { readonly send: typeof server.send }) => send('SET', 'key', 'seeded')
const db = await start(database(redis({ existing }), { seed, reset: 'test', scope: 'worker' }))
await db.send('SET', 'key', 'changed')
await db.reset()
console.log(`${String(await server.send('GET', 'key'))}, ${String(await db.send('GET', 'key'))}`)
await db.stop()
await server.stop()
