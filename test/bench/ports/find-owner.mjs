import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { formatRatio, formatSummary, formatTable } from '../support/format-table.mjs'
import { summarise } from '../support/statistics.mjs'
import { packageFile, programFile } from './programs.mjs'

const run = promisify(execFile)
const processes = 300
const rounds = 100

/** Measures finding the owner of a port, on a machine with 300 more processes of 20 descriptors each: the oldest of them, and the newest. */
export async function measureFindOwner() {
  const { findPortOwner } = await import(packageFile)
  const children = []
  try {
    const oldest = await startListener(children)
    for (let count = 0; count < processes; count += 1) children.push(startIdle())
    const newest = await startListener(children)
    const ways = {
      'findPortOwner, newest process': () => findPortOwner(newest),
      'findPortOwner, oldest process': () => findPortOwner(oldest),
      'ss -ltnp': () => run('ss', ['-ltnp', `sport = :${newest}`]),
      'lsof -ti': () => run('lsof', ['-nP', '-t', `-iTCP:${newest}`, '-sTCP:LISTEN']),
    }
    const rows = await measureWays(ways)
    const reference = rows.find(({ way }) => way === 'ss -ltnp')
    return {
      title: `Who has the port, among ${processes} more processes`,
      table: formatTable(
        ['way', 'ms', 'ratio to ss'],
        rows.map(({ way, ms }) => [way, formatSummary(ms), formatRatio(ms, reference.ms)]),
      ),
      rows,
      isFailed: rows[1].ms.median > Math.min(25, reference.ms.median),
    }
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map(async (child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
  }
}

async function startListener(children) {
  const child = spawn(process.execPath, [programFile('listen.mjs'), '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  return Number(line)
}

function startIdle() {
  return spawn('sleep', ['3600'], { stdio: Array.from({ length: 20 }, () => 'ignore') })
}

/** In turn, so that a busy moment of the machine meets all ways. */
async function measureWays(ways) {
  const samples = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, measure] of Object.entries(ways)) {
      const startedAt = performance.now()
      await measure()
      samples[way].push(performance.now() - startedAt)
    }
  }
  return Object.entries(samples).map(([way, times]) => ({ way, ms: summarise(times) }))
}
