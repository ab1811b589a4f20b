// Starts and stops a service again and again, then restarts one, and prints what this process holds in between, a line of JSON each.
import { readdirSync, readFileSync } from 'node:fs'

const [entry, server, cycles, restarts] = process.argv.slice(2)
const { command, start } = await import(entry)
const definition = command(['node', server], { ready: '/' })

await cycle(Number(cycles) / 10)
await report('cycles')
await cycle(Number(cycles))
await report('cycles')

const service = await start(definition)
await restart(Number(restarts) / 10)
await report('restarts')
await restart(Number(restarts))
await report('restarts')
await service.stop()

async function cycle(count) {
  for (let index = 0; index < count; index += 1) {
    const api = await start(definition)
    await (await api.fetch('/')).text()
    await api.stop()
  }
}

async function restart(count) {
  for (let index = 0; index < count; index += 1) {
    await service.restart()
    await (await service.fetch('/')).text()
  }
}

async function report(stage) {
  // Connections and readers that are being closed take a moment.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  // Garbage of a cycle is no leak.
  for (let index = 0; index < 3; index += 1) globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  const [, threads] = /^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))
  const descriptors = readdirSync('/proc/self/fd').length
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
  console.log(JSON.stringify({ stage, heapUsed, rss, threads: Number(threads), descriptors, listeners }))
}
