import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * `node run-to-nothing.mjs <JSON>` in a PID namespace: runs `argv` in `folder`. With `stopped`, it waits for the file `up.json` there, stops the
 * processes of these roles (SIGSTOP), kills the runner, and continues them a second later. Prints how the run ended, what was left of it, and how long
 * it took from its end until nothing was.
 */
const { argv, folder, stopped } = JSON.parse(process.argv[2])
const patienceMs = 120_000
const graceMs = 20_000
const stoppedMs = 1000
const intervalMs = 10

const [program, ...args] = argv
const child = spawn(program, args, {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, CHAOS: folder },
})
let output = ''
for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))

let startMs
const targets = stopped === undefined ? undefined : await stopAndKill()
const end = await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })])
startMs ??= performance.now()
await until(() => others().length === 0, graceMs)
const goneMs = performance.now() - startMs
const left = others().map((pid) => commandOf(pid).join(' '))
console.log(JSON.stringify({ ...end, hasEnded: end !== undefined, targets, left, goneMs, output }))
// The first process of the namespace ends all that is left in it.
process.exit()

async function stopAndKill() {
  const up = join(folder, 'up.json')
  if (!(await until(() => existsSync(up) || child.exitCode !== null, patienceMs)) || !existsSync(up)) return []
  const pids = stopped.flatMap((role) => processesOf(role))
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  await until(() => pids.every((pid) => stateOf(pid) === 'T'), graceMs)
  child.kill('SIGKILL')
  startMs = performance.now()
  await until(() => others().length === 0, stoppedMs)
  for (const pid of pids) if (stateOf(pid) !== undefined) process.kill(pid, 'SIGCONT')
  return stopped
}

function processesOf(role) {
  if (role === 'runner') return [child.pid]
  if (role === 'worker') return [JSON.parse(readFileSync(join(folder, 'up.json'), 'utf8')).worker]
  const isIt = (word) =>
    role === 'warden' ? word === 'portside-warden' : word.endsWith('.mjs') && word.includes('/servers/')
  const found = others().filter((pid) => commandOf(pid).some(isIt))
  if (found.length === 0) throw new Error(`No process is the ${role}: ${others().map(commandOf).join('\n')}`)
  return found
}

/** All processes of the namespace but the first, and this one; those that have ended do not count (proc(5)). */
function others() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .map(Number)
    .filter((pid) => pid !== 1 && pid !== process.pid && !['Z', 'X', undefined].includes(stateOf(pid)))
}

function stateOf(pid) {
  return /^\d+ \(.*\) (\w)/s.exec(read(`/proc/${pid}/stat`))?.[1]
}

function commandOf(pid) {
  return read(`/proc/${pid}/cmdline`).split('\0').slice(0, -1)
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function until(condition, limitMs) {
  const endMs = performance.now() + limitMs
  while (!condition()) {
    if (performance.now() > endMs) return false
    await sleep(intervalMs)
  }
  return true
}
