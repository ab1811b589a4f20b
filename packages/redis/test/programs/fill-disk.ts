import { serve } from './serve'

// Starts a server that writes each command to the disk, fills that, and prints the error of its crash.
const server = await serve('redisFull', { settings: { appendonly: true, appendfsync: 'always' } })
const crashed = server.waitForOutput(/never printed/, { timeoutMs: 20_000 }).catch((error: Error) => error)
for (let index = 0; index < 100; index += 1) {
  const reply = await server.send('SET', index, 'x'.repeat(1_000_000)).catch((error: Error) => error)
  if (reply instanceof Error) break
}
console.log(String(await crashed))
await server.stop()
