// Takes ports in the way of `mode`, 300 one after another and 1,000 at once, keeps them, and prints what they cost.
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'

const [mode, file] = process.argv.slice(2)
const take = await takerOf()
await take()
const kept = []

const oneMs = []
for (let count = 0; count < 300; count += 1) {
  const startedAt = performance.now()
  kept.push(await take())
  oneMs.push(performance.now() - startedAt)
}

const before = use()
const startedAt = performance.now()
const many = await Promise.allSettled(Array.from({ length: 1000 }, () => take()))
const thousandMs = performance.now() - startedAt
kept.push(...many)
// portfinder gives up when so many ask at once.
const hasAll = many.every(({ status }) => status === 'fulfilled')
const after = use()
console.log(
  JSON.stringify({
    oneMs,
    thousandMs: hasAll ? thousandMs : undefined,
    kilobytesEach: (after.bytes - before.bytes) / 1024 / 1000,
    descriptorsEach: (after.descriptors - before.descriptors) / 1000,
  }),
)
process.exit()

async function takerOf() {
  if (mode === 'bind and close') return bindAndClose
  const module = await import(file)
  const takers = {
    portside: () => module.leasePort(),
    'get-port': () => module.default(),
    'get-port-please': () => module.getPort(),
    portfinder: () => module.default.getPortPromise(),
    'detect-port': () => module.detect(3000),
    'detect-port(0)': () => module.detect(0),
  }
  return takers[mode]
}

async function bindAndClose() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function use() {
  globalThis.gc()
  return { bytes: process.memoryUsage().rss, descriptors: readdirSync('/proc/self/fd').length }
}
