// Leases one port and stops, waits and starts a server on it again, `rounds` times; prints how often the port was lost.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const [file, rounds] = process.argv.slice(2)
const { leasePort } = await import(file)
const hosts = ['127.0.0.1', '::1', '0.0.0.0', '::']
const lease = await leasePort()
let lost = 0
for (let round = 0; round < Number(rounds); round += 1) {
  const server = createServer().listen({ port: lease.port, host: hosts[round % hosts.length] })
  await once(server, 'listening').catch(() => (lost += 1))
  server.close()
  await wait(10 + Math.random() * 40)
}
await lease.release()
console.log(JSON.stringify({ rounds: Number(rounds), lost }))
