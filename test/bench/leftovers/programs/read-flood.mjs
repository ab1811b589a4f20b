import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { command, start } from 'portside'

/**
 * `node read-flood.mjs <portside|drop> <flood.mjs> <MB a second> <seconds> <file>`: is its runner, by portside or by a `spawn`
 * whose output is read and dropped, and prints what that cost.
 */
const [way, program, ...args] = process.argv.slice(2)
const argv = [process.execPath, program, ...args]
const { checkOutput, stop } = await (way === 'drop' ? readAndDrop() : readByPortside())
const costs = await watchUntilThere(args.at(-1))
const kept = await checkOutput()
await stop()
console.log(JSON.stringify({ way, ...costs, ...kept }))

async function readByPortside() {
  const service = await start(command(argv, { port: 'none', ready: /ready/ }))
  return {
    checkOutput: async () => {
      await service.waitForOutput(/last line 3/)
      const lines = (await service.output()).trimEnd().split('\n')
      const isRight =
        lines.slice(-3).join() === 'last line 1,last line 2,last line 3' &&
        lines.slice(0, -3).every((line) => line === 'x'.repeat(99))
      return { keptLines: lines.length, isRight }
    },
    stop: service.stop,
  }
}

async function readAndDrop() {
  const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  child.stdout.on('data', () => undefined)
  return { checkOutput: async () => ({}), stop: async () => child.kill() }
}

async function watchUntilThere(file) {
  const before = process.memoryUsage.rss()
  const processorBefore = process.cpuUsage()
  let peak = before
  let longestWaitMs = 0
  while (!existsSync(file)) {
    const startMs = performance.now()
    await sleep(10)
    longestWaitMs = Math.max(longestWaitMs, performance.now() - startMs - 10)
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const { user, system } = process.cpuUsage(processorBefore)
  const { elapsedMs, bytes } = JSON.parse(readFileSync(file, 'utf8'))
  return {
    megabytesPerSecond: bytes / 1e3 / elapsedMs,
    growthMb: (peak - before) / 1e6,
    processorMs: (user + system) / 1000,
    longestWaitMs,
  }
}
