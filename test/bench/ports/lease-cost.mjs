import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { formatNumber, formatRatio, formatSummary, formatTable } from '../support/format-table.mjs'
import { summarise } from '../support/statistics.mjs'
import { peers } from './peers.mjs'

const rounds = 5

/** Measures the cost of a port: one after another, a thousand at once, in memory and descriptors; each round in a new process. */
export async function measureLeaseCost() {
  const samples = new Map(peers.map(({ mode }) => [mode, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { mode, file } of peers) samples.get(mode).push(await measure(mode, file))
  }
  const rows = [...samples].map(([mode, runs]) => ({
    mode,
    oneMs: summarise(runs.flatMap((run) => run.oneMs)),
    thousandMs: summarise(runs.flatMap((run) => run.thousandMs ?? [])),
    kilobytesEach: summarise(runs.map((run) => run.kilobytesEach)),
    descriptorsEach: runs[0].descriptorsEach,
  }))
  const cells = rows.map((row) => [
    row.mode,
    formatSummary(row.oneMs),
    formatRatio(row.oneMs, rows[0].oneMs),
    row.thousandMs === undefined ? 'fails' : formatNumber(row.thousandMs.median),
    formatNumber(row.kilobytesEach.median),
    formatNumber(row.descriptorsEach),
  ])
  const head = ['way', 'one, ms', 'ratio', '1,000 at once, ms', 'kB each', 'descriptors each']
  return { title: 'What a port costs', table: formatTable(head, cells), rows, isFailed: false }
}

async function measure(mode, file) {
  const program = join(import.meta.dirname, 'programs/lease-cost.mjs')
  // A memory of used ports of its own: what other measures used a moment ago would have to be passed over.
  const cache = await mkdtemp(join(tmpdir(), 'portside-bench-'))
  try {
    const env = { ...process.env, XDG_CACHE_HOME: cache }
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, mode, file], { env })
    return JSON.parse(stdout)
  } finally {
    await rm(cache, { recursive: true })
  }
}
