import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { command, start } from 'portside'
import { formatSummary, formatTable } from './support/format-table.mjs'
import { markedProcesses } from './support/marked-processes.mjs'
import { summarise } from './support/statistics.mjs'

/**
 * `node test/bench/slow-starts.mjs [--starts 1000]`: starts servers that are slow, late, restarting or noisy, four at a time,
 * with the default `startTimeoutMs`, while every core is kept busy. Ends with 1 when one of them was said to have failed, or
 * left a process. POSIX only.
 */
const atOnce = 4
const { values } = parseArgs({ options: { starts: { type: 'string', default: '1000' } } })
const starts = Number(values.starts)
const [mark, id] = ['PORTSIDE_SLOW_START', randomUUID()]
const kinds = {
  'answers 503 for a second': ['node', server('slow.mjs'), '1000'],
  'listens after 1.5 s': ['node', server('late.mjs'), '1500'],
  'is replaced after 0.5 s': [
    'sh',
    '-c',
    `timeout 0.5 node ${server('slow.mjs')} 60000; exec node ${server('plain.mjs')}`,
  ],
  'writes 200,000 lines first': ['sh', '-c', `seq 200000; exec node ${server('plain.mjs')}`],
  'has a queue for one': ['env', 'DELAY=0', 'python3', lateAccept()],
  'accepts after 3 s, with a queue for one': ['env', 'DELAY=3', 'python3', lateAccept()],
}
const names = Object.keys(kinds)
const readyMs = Object.fromEntries(names.map((name) => [name, []]))
const failures = []
let begun = 0

// Threads, so that no busy loop outlives this program.
const loops = Array.from({ length: availableParallelism() }, () => new Worker('for (;;);', { eval: true }))
try {
  await Promise.all(Array.from({ length: atOnce }, startUntilDone))
} finally {
  await Promise.all(loops.map(async (loop) => loop.terminate()))
}
const left = markedProcesses(`${mark}=${id}`)
if (left.length > 0) failures.push(`left ${left.join(', ')}`)
const rows = names.map((name) => [name, String(readyMs[name].length), formatSummary(summarise(readyMs[name]))])
console.log(formatTable(['the server', 'starts', 'ready after, ms'], rows, 1))
console.log(`\n${begun} starts, ${failures.length} failures${failures.map((text) => `\n- ${text}`).join('')}`)
if (failures.length > 0) process.exitCode = 1

async function startUntilDone() {
  while (begun < starts) await startOne(names[begun++ % names.length])
}

async function startOne(name) {
  const beganAtMs = performance.now()
  try {
    const service = await start(command(kinds[name], { ready: '/', env: { [mark]: id } }))
    readyMs[name].push(performance.now() - beganAtMs)
    await service.stop()
  } catch (error) {
    failures.push(`${name}: ${error.message}`)
  }
}

function server(file) {
  return fileURLToPath(new URL(`../servers/${file}`, import.meta.url))
}

function lateAccept() {
  return fileURLToPath(new URL('../../packages/core/test/servers/late-accept.py', import.meta.url))
}
