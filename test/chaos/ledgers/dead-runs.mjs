import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { carriersOf, wardenOf } from './processes.mjs'

const runner = join(import.meta.dirname, 'runner.mjs')

/** Starts runs in one runner; resolves to that and to their files in the ledger. */
export async function startRuns(count, { env, cwd, ledger }) {
  const child = spawn(process.execPath, [runner, String(count)], { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const names = readdirSync(ledger).filter((name) => name.endsWith(`.${child.pid}.json`))
  return { child, runs: names.map((name) => readRun(ledger, name)) }
}

/** Starts runs and kills their runner and its warden; their files are moved to `stash`. */
export async function leaveRuns(count, world) {
  const { child, runs } = await startRuns(count, world)
  const wardens = wardenOf(child.pid)
  // A stopped runner cannot replace its warden.
  child.kill('SIGSTOP')
  for (const pid of wardens) process.kill(pid, 'SIGKILL')
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (const { name } of runs) renameSync(join(world.ledger, name), join(world.stash, name))
  return runs
}

function readRun(ledger, name) {
  const text = readFileSync(join(ledger, name), 'utf8')
  const run = JSON.parse(text)
  return { name, text, run, processes: carriersOf('PORTSIDE_RUN_ID', run.runId) }
}
