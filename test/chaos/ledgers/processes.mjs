import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** A process as a ledger names it, from `/proc/<pid>/stat` (proc(5)); `undefined` when it has ended. */
export function identify(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZXx'.includes(fields[0]) ? undefined : { pid, startTime: Number(fields[19]), session: Number(fields[3]) }
  } catch {
    return undefined
  }
}

/** Whether exactly this process lives. */
export function isAlive({ pid, startTime }) {
  return identify(pid)?.startTime === startTime
}

/** All processes that carry a variable with this value. */
export function carriersOf(name, value) {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`${name}=${value}`))
    .flatMap((pid) => identify(Number(pid)) ?? [])
}

/** The warden of a runner, which is its child. */
export function wardenOf(runner) {
  const pids = read(`/proc/${runner}/task/${runner}/children`).trim().split(' ')
  return pids.map(Number).filter((pid) => read(`/proc/${pid}/cmdline`).split('\0').includes('portside-warden'))
}

/** Runs a program to its end, or kills it after 30 s; resolves to its code (`'hang'`) and its output. */
export async function runToEnd(args, options) {
  const child = spawn(process.execPath, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code: child.killed ? 'hang' : code, output }
}

/** Asks until it holds, for ten seconds at most; whether it did. */
export async function holds(condition) {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs;) {
    if (condition()) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
