// One of several processes that race for ports: takes a port in the way of `mode`, waits 50–300 ms as a service does
// that starts, listens on it, and counts how often that fails. `node race-worker.mjs <mode> <module> <count> <at once>`
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const [mode, file, count, atOnce] = process.argv.slice(2)
const hosts = ['127.0.0.1', '::1', '0.0.0.0', '::']
const takers = {
  portside: async () => (await import(file)).leasePort(),
  'get-port': async () => numbered((await import(file)).default),
  'get-port-please': async () => numbered((await import(file)).getPort),
  portfinder: async () => numbered((await import(file)).default.getPortPromise),
  'detect-port': async () => numbered((await import(file)).detect, 3000),
  'detect-port(0)': async () => numbered((await import(file)).detect, 0),
  'bind and close': async () => numbered(bindAndClose),
}

let left = Number(count)
let conflicts = 0
await Promise.all(Array.from({ length: Number(atOnce) }, run))
console.log(JSON.stringify({ conflicts }))

async function run() {
  for (;;) {
    const turn = left
    left -= 1
    if (turn <= 0) return
    const lease = await takers[mode]()
    await wait(50 + Math.random() * 250)
    await listenFor(lease.port, hosts[turn % hosts.length])
    await lease.release()
  }
}

/** A service that listens for a moment. */
async function listenFor(port, host) {
  const server = createServer()
  try {
    server.listen({ port, host })
    await once(server, 'listening')
    await wait(20)
  } catch {
    conflicts += 1
  }
  server.close()
}

async function numbered(take, ...args) {
  return { port: await take(...args), release: async () => {} }
}

async function bindAndClose() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
