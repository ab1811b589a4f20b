import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, installedVersions } from '../support/machine.mjs'
import { measureFlood } from './measures/flood.mjs'
import { measureKillToGone } from './measures/kill-to-gone.mjs'
import { measureLedger } from './measures/ledger.mjs'
import { measureStopMany } from './measures/stop-many.mjs'

/**
 * `node test/bench/leftovers/run.mjs [kill|stop|ledger|flood …] [--rounds 20] [--out file]`: measures how runs end, prints a table a
 * measure, writes the JSON, and ends with 1 when a limit is not kept. Linux only.
 */
const measures = { kill: measureKillToGone, stop: measureStopMany, ledger: measureLedger, flood: measureFlood }

const startedAt = new Date().toISOString()
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, rounds: { type: 'string', default: '20' } },
})
const names = positionals.length === 0 ? Object.keys(measures) : positionals
const unknown = names.find((name) => measures[name] === undefined)
if (unknown !== undefined) throw new TypeError(`Expected ${Object.keys(measures).join(', ')}, got ${unknown}`)
const results = []
for (const name of names) {
  const result = await measures[name]({ rounds: Number(values.rounds) })
  results.push({ measure: name, ...result })
  console.log(`\n## ${result.title}\n\n${result.table}\n`)
  if (result.isFailed) console.log('Not within its limit.')
}
const file =
  values.out ?? join(import.meta.dirname, '../results', `${startedAt.replaceAll(/[:.]/g, '-')}-leftovers.json`)
mkdirSync(dirname(file), { recursive: true })
const versions = installedVersions(['portside', 'start-server-and-test', 'jest-dev-server', '@playwright/test'])
writeFileSync(file, `${JSON.stringify({ startedAt, machine: describeMachine(), versions, results }, undefined, 2)}\n`)
console.log(`Written to ${file}`)
if (results.some((result) => result.isFailed)) process.exitCode = 1
