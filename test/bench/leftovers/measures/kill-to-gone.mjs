import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcesses } from '../../support/end-processes.mjs'
import { plainEnvironment } from '../../support/environment.mjs'
import { formatSummary, formatTable } from '../../support/format-table.mjs'
import { freePort } from '../../support/free-port.mjs'
import { isAlive, processFamily } from '../../support/process-family.mjs'
import { reportEnvironment } from '../../support/report.mjs'
import { runRounds } from '../../support/rounds.mjs'
import { summarise } from '../../support/statistics.mjs'
import { createTarget, targetEnvironment } from '../../support/target.mjs'
import { peers } from '../peers.mjs'

const patienceMs = 30_000
const graceMs = 2000
const intervalMs = 1
const limitMs = 50

/** From SIGKILL of the runner until the server that it had started is gone, and how many processes stay for good. */
export async function measureKillToGone({ rounds }) {
  const jobs = peers.map((peer) => () => killRunner(peer))
  const all = await runRounds(jobs, {
    rounds,
    onRound: (round) => console.error(`kill: round ${round + 1} of ${rounds}`),
  })
  const rows = peers.map(({ name }, at) => toRow(name, all[at]))
  const cells = rows.map((row) => [row.peer, formatSummary(row.goneMs), range(row.orphans), range(row.others)])
  return {
    title: 'From SIGKILL of the runner to no survivor, ms',
    table: formatTable(
      ['tool', 'server gone after', 'of the server left after 2 s', 'of the run left after 2 s'],
      cells,
    ),
    rows,
    isFailed: rows.some(({ peer, goneMs }) => peer === 'portside' && !(goneMs?.median < limitMs)),
  }
}

function toRow(peer, samples) {
  return {
    peer,
    goneMs: summarise(samples.flatMap(({ goneMs }) => goneMs ?? [])),
    orphans: samples.map(({ orphans }) => orphans),
    others: samples.map(({ others }) => others),
  }
}

function range(counts) {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(least) : `${least}–${most}`
}

async function killRunner(peer) {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  const value = randomUUID()
  const trial = { mark: `BENCH_TRIAL=${value}`, family: [] }
  const reportFile = join(folder, 'report.jsonl')
  const target = createTarget({ variant: { probe: peer.probe ?? 'http' }, port: await freePort(), pauseMs: 0 })
  const [file, ...args] = peer.command(target)
  const child = spawn(file, args, {
    detached: true,
    stdio: 'ignore',
    env: {
      ...plainEnvironment(process.env),
      ...targetEnvironment(target),
      ...reportEnvironment(reportFile),
      BENCH_TRIAL: value,
      BENCH_FOLDER: folder,
      TMPDIR: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_STATE_HOME: join(folder, 'state'),
    },
  })
  try {
    await waitUntilUp(child, { name: peer.name, file: reportFile })
    trial.family = processFamily(child.pid)
    return await killAndWatch(child, trial)
  } finally {
    await endProcesses(child.pid, trial)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function waitUntilUp(child, { name, file }) {
  const endMs = performance.now() + patienceMs
  while (!existsSync(file) || statSync(file).size === 0) {
    if (child.exitCode !== null || performance.now() > endMs) throw new Error(`${name} did not get its server up`)
    await sleep(5)
  }
}

/** The server is every process but the runner that has it in its command line: the shell around it counts as well. */
async function killAndWatch(child, { family }) {
  const rest = family.filter(({ pid }) => pid !== child.pid)
  const server = rest.filter(({ pid }) => commandOf(pid).includes('report-listening.mjs'))
  const exited = once(child, 'exit')
  const startMs = performance.now()
  child.kill('SIGKILL')
  let goneMs
  while (goneMs === undefined && performance.now() - startMs < graceMs) {
    if (!server.some(isAlive)) goneMs = performance.now() - startMs
    else await sleep(intervalMs)
  }
  await exited
  await sleep(Math.max(graceMs - (performance.now() - startMs), 0))
  const others = rest.filter((member) => !server.includes(member))
  return { goneMs, orphans: server.filter(isAlive).length, others: others.filter(isAlive).length }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
