import { formatNumber, formatTable } from '../support/format-table.mjs'
import { peers } from './peers.mjs'
import { programFile, runForJson, underNoise } from './programs.mjs'

const inFlight = 400

/** So many processes take ports, listen 50–300 ms later, and count the failures, beside noise on loopback. */
export async function measureRaces({ leases, processes, ways = peers.map(({ mode }) => mode) }) {
  const rows = []
  for (const { mode, file } of peers.filter((peer) => ways.includes(peer.mode))) {
    for (const count of processes) rows.push(await race({ mode, file, processes: count, leases }))
  }
  const cells = rows.map((row) => [
    row.mode,
    String(row.processes),
    formatNumber(row.leases),
    formatNumber(row.conflicts),
    formatNumber(row.seconds),
    formatNumber(row.noise.binds),
    formatNumber(row.noise.connects),
  ])
  return {
    title: `Conflicts when ports are bound 50–300 ms later`,
    table: formatTable(
      ['way', 'processes', 'ports', 'conflicts', 'seconds', 'binds of others', 'connects of others'],
      cells,
    ),
    rows,
    isFailed: rows.some(({ mode, conflicts }) => mode === 'portside' && conflicts > 0),
  }
}

async function race({ mode, file, processes, leases }) {
  const each = Math.ceil(leases / processes)
  const argv = [
    process.execPath,
    programFile('race-worker.mjs'),
    mode,
    file,
    each,
    Math.ceil(inFlight / processes),
  ].map(String)
  const startedAt = performance.now()
  const { result, noise } = await underNoise(() =>
    Promise.all(Array.from({ length: processes }, () => runForJson(argv))),
  )
  const conflicts = result.reduce((sum, worker) => sum + worker.conflicts, 0)
  return {
    mode,
    processes,
    leases: each * processes,
    conflicts,
    seconds: (performance.now() - startedAt) / 1000,
    noise,
  }
}
