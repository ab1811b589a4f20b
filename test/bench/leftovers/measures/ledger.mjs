import { mkdtempSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { formatSummary, formatTable } from '../../support/format-table.mjs'
import { summarise } from '../../support/statistics.mjs'

const packageFile = join(import.meta.dirname, '../../../../packages/process/dist/index.js')
const facts = { service: 'api', command: 'node server.js --port 4000', port: 4000 }
const limitMs = 1

/** Measures the cost of writing down one service and to cross it out again, beside others: on the disk that the ledger is on. */
export async function measureLedger({ rounds }) {
  const { openLedger } = await import(packageFile)
  const rows = [1, 10, 50].map((services) => ({ services, samples: sample(openLedger, services, rounds) }))
  const cells = rows.map(({ services, samples }) => [
    String(services),
    ...['open', 'record', 'forget', 'close'].map((name) => formatSummary(summarise(samples[name]))),
  ])
  return {
    title: 'The ledger of a run, ms',
    table: formatTable(['services', 'begin', 'write one down', 'cross one out', 'remove'], cells, 1),
    rows,
    isFailed: rows.some(({ samples }) => summarise(samples.record).median > limitMs),
  }
}

function sample(openLedger, services, rounds) {
  const samples = { open: [], record: [], forget: [], close: [] }
  const folder = mkdtempSync(join(homedir(), '.portside-bench-'))
  const children = Array.from({ length: services }, (_, at) => describeChild(at))
  for (let round = 0; round < rounds; round++) {
    const ledger = timed(samples.open, () => openLedger(folder, { runId: `bench${round}`, project: folder }))
    for (const child of children) timed(samples.record, () => ledger.record(child, facts))
    for (const child of children) timed(samples.forget, () => ledger.forget(child))
    timed(samples.close, () => ledger.close())
  }
  rmSync(folder, { recursive: true })
  return samples
}

function describeChild(at) {
  return { pid: 100_000 + at, startTime: 1, cookie: `bench.${at}`, tracked: () => [] }
}

function timed(samples, act) {
  const startMs = performance.now()
  const result = act()
  samples.push(performance.now() - startMs)
  return result
}
