import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * `node flood.mjs <MB a second> <seconds> <file>`: says that it is ready, writes numbered lines at that rate (slower if the
 * reader is), three last lines, and its figures into the file.
 */
const [megabytes, seconds, file] = process.argv.slice(2)
const total = Number(megabytes) * 1e6 * Number(seconds)
const chunk = Buffer.alloc(100_000, `${'x'.repeat(99)}\n`)

process.stdout.write('ready\n')
await sleep(300)
const startMs = performance.now()
for (let written = 0; written < total; written += chunk.length) {
  const aheadMs = (written / total) * Number(seconds) * 1000 - (performance.now() - startMs)
  if (aheadMs > 1) await sleep(aheadMs)
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
}
process.stdout.write('last line 1\nlast line 2\nlast line 3\n')
writeFileSync(file, JSON.stringify({ elapsedMs: performance.now() - startMs, bytes: total }))
setInterval(() => undefined, 1000)
