import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatSummary, formatTable } from '../../support/format-table.mjs'
import { runRounds } from '../../support/rounds.mjs'
import { summarise } from '../../support/statistics.mjs'
import { programPath, runForJson } from '../support/run-program.mjs'

const megabytesPerSecond = 100
const seconds = 10
const limitMb = 50
const figures = ['megabytesPerSecond', 'growthMb', 'processorMs', 'longestWaitMs']

/** A service that writes 100 MB/s for 10 s: what it costs the runner, and whether the last lines are right. */
export async function measureFlood({ rounds }) {
  const ways = ['portside', 'drop']
  const jobs = ways.map((way) => () => readFlood(way))
  const all = await runRounds(jobs, { rounds: Math.min(rounds, 5), onRound: () => undefined })
  const rows = ways.map((way, at) => toRow(way, all[at]))
  const head = [
    'read by',
    'written, MB/s',
    'runner grows by, MB',
    'its processor time, ms',
    'longest wait, ms',
    'last lines',
  ]
  const cells = rows.map((row) => [row.way, ...figures.map((name) => formatSummary(row[name])), row.lastLines])
  return {
    title: `A service that writes ${megabytesPerSecond} MB/s for ${seconds} s`,
    table: formatTable(head, cells),
    rows,
    isFailed: !(rows[0].growthMb.median < limitMb) || rows[0].lastLines !== 'right',
  }
}

function toRow(way, samples) {
  const summaries = figures.map((name) => [name, summarise(samples.map((sample) => sample[name]))])
  const isRight = samples.every((sample) => sample.isRight)
  return {
    way: way === 'drop' ? 'a spawn, and dropped' : way,
    ...Object.fromEntries(summaries),
    lastLines: way === 'drop' ? '–' : isRight ? 'right' : 'wrong',
    samples,
  }
}

async function readFlood(way) {
  const folder = mkdtempSync(join(tmpdir(), 'flood-'))
  try {
    const flood = [programPath('flood.mjs'), megabytesPerSecond, seconds, join(folder, 'done.json')].map(String)
    return await runForJson([programPath('read-flood.mjs'), way, ...flood])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
