import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endProcesses } from '../support/end-processes.mjs'
import { formatSummary, formatTable } from '../support/format-table.mjs'
import { describeMachine } from '../support/machine.mjs'
import { summarise } from '../support/statistics.mjs'
import { waitUntilNothingIsLeft } from './support/left-of.mjs'
import { kinds, removeFolder, soakRun } from './support/soak-run.mjs'

/**
 * `node test/bench/leftovers/kill-soak.mjs [--runs 300] [--out file]`: kills runs at random moments between start and end by
 * SIGKILL, and looks each time whether anything is left and whether the next run, on the same fixed port, works.
 * Ends with 1 when something was left, or did not work. Linux only.
 */
const limitMs = 1000 + 200
const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' }, out: { type: 'string' } } })
const folder = mkdtempSync(join(tmpdir(), 'soak-'))
for (const name of ['tmp', 'state', 'cache']) mkdirSync(join(folder, name))
// Below the range that the system hands out from, so that nobody gets it between two runs.
const port = 20_000 + Math.floor(Math.random() * 12_000)
const failures = []
const killed = []
const lastMs = {}

try {
  for (const kind of Object.keys(kinds)) await runWhole(kind)
  for (let count = 0; count < Number(values.runs); count++) {
    const kind = Object.keys(kinds)[count % 2]
    await runAndKill(kind)
    await runWhole(kind)
  }
} finally {
  removeFolder(folder)
}
printResults()
if (failures.length > 0) process.exitCode = 1

async function runAndKill(kind) {
  const killAfterMs = Math.random() * lastMs[kind]
  const run = await soakRun(kind, { folder, port, killAfterMs })
  const { elapsedMs, isLate } = await expectNothingLeft(
    run,
    `${kind}, killed after ${Math.round(killAfterMs)} ms (${run.stage})`,
  )
  killed.push({ kind, stage: run.stage, killAfterMs, elapsedMs, isLate })
}

/** The next run: it must work, and its time shows how long runs take at the moment. */
async function runWhole(kind) {
  const run = await soakRun(kind, { folder, port })
  const what = `${kind}, not killed`
  if (run.code !== 0) failures.push(`${what}: ended with ${run.code ?? run.signal}: ${run.output.trim().slice(0, 500)}`)
  lastMs[kind] = run.elapsedMs
  await expectNothingLeft(run, what)
}

async function expectNothingLeft({ pid, trace }, what) {
  const { left, elapsedMs, stalledMs } = await waitUntilNothingIsLeft(trace)
  const isLate = elapsedMs - stalledMs > limitMs
  if (left.length > 0) failures.push(`${what}: left ${left.join(', ')}`)
  else if (isLate) failures.push(`${what}: gone only after ${Math.round(elapsedMs)} ms`)
  if (left.length > 0) await endProcesses(pid, trace)
  return { elapsedMs, isLate }
}

function printResults() {
  const groups = Object.keys(kinds).flatMap((kind) =>
    ['load', 'start', 'use', 'stop', 'ended'].map((stage) => ({ kind, stage })),
  )
  const rows = groups.map(({ kind, stage }) => {
    const runs = killed.filter((run) => run.kind === kind && run.stage === stage)
    return { kind, stage, runs: runs.length, goneMs: summarise(runs.map(({ elapsedMs }) => elapsedMs)) }
  })
  const cells = rows.map((row) => [row.kind, row.stage, String(row.runs), formatSummary(row.goneMs)])
  console.log(formatTable(['run by', 'killed while', 'runs', 'nothing left after, ms'], cells, 2))
  console.log(
    `\n${killed.length} runs killed, ${failures.length} failures${failures.map((text) => `\n- ${text}`).join('')}`,
  )
  if (values.out === undefined) return
  writeFileSync(values.out, `${JSON.stringify({ machine: describeMachine(), rows, failures, killed }, undefined, 2)}\n`)
}
