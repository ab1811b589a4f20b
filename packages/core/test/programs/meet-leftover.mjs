// To be run in a PID namespace of its own, as `meet-leftover.mjs <package> <stopTimeoutMs>`: has a run killed together with its warden, so that its
// stubborn service is left, starts another run, and prints what that met.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

const [file, stopTimeoutMs, mode] = process.argv.slice(2)
const stubborn = `process.on('SIGTERM', () => {}); require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, process.env.HOST)`
const isThere = (pid) => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

if (mode === 'leave') {
  const { command, start } = await import(file)
  const { pid } = await start(command([process.execPath, '-e', stubborn], { stopTimeoutMs: Number(stopTimeoutMs) }))
  console.log(pid)
  setInterval(() => {}, 1e6)
} else if (mode !== undefined) {
  const { command, start } = await import(file)
  const startedAtMs = performance.now()
  const api = await start(command([process.execPath, '-e', stubborn.replace(/^.*?; /, '')]))
  const elapsedMs = performance.now() - startedAtMs
  const isLeft = isThere(mode)
  // Meanwhile the leftover is ended, or this process ends first.
  if (Number(stopTimeoutMs) < 10_000) await until(() => !isThere(mode))
  await api.stop()
  console.log(JSON.stringify({ elapsedMs, isLeft }))
} else {
  const run = (...more) =>
    spawn(process.execPath, [process.argv[1], file, stopTimeoutMs, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  const first = run('leave')
  const [pid] = String((await once(first.stdout, 'data'))[0]).split('\n')
  const isWarden = (other) => readFileSync(`/proc/${other}/cmdline`, 'utf8').includes('portside-warden')
  const wardens = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isWarden(name))
  // A runner that is stopped cannot replace its warden.
  first.kill('SIGSTOP')
  for (const warden of wardens) process.kill(Number(warden), 'SIGKILL')
  first.kill('SIGKILL')
  await once(first, 'exit')
  const begunAtMs = performance.now()
  const next = run(pid)
  const [line] = await once(next.stdout, 'data')
  await once(next, 'exit')
  const result = {
    ...JSON.parse(line),
    wardens: wardens.length,
    totalMs: performance.now() - begunAtMs,
    isLeftAtEnd: isThere(pid),
    pid,
  }
  console.log(JSON.stringify(result))
  process.exit()
}
