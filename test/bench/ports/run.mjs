import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeMachine } from '../support/machine.mjs'
import { measureFindOwner } from './find-owner.mjs'
import { measureLeaseCost } from './lease-cost.mjs'
import { measureNarrowRange } from './narrow-range.mjs'
import { measureRaces } from './races.mjs'
import { measureStopAndStart } from './stop-and-start.mjs'

/**
 * `node test/bench/ports/run.mjs [races|narrow-range|lease-cost|find-owner|stop-and-start …] [--leases N] [--processes N …] [--way portside …]
 * [--json file]`: measures the built package beside its peers (races: with 8 and 32 processes, if no number is given), prints a table a measure, and ends with 1 when a port was lost.
 */
const measures = {
  'lease-cost': measureLeaseCost,
  'find-owner': measureFindOwner,
  'narrow-range': measureNarrowRange,
  'stop-and-start': measureStopAndStart,
  races: measureRaces,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    leases: { type: 'string', default: '10000' },
    processes: { type: 'string', multiple: true, default: ['8', '32'] },
    way: { type: 'string', multiple: true },
  },
})
const names = positionals.length === 0 ? Object.keys(measures) : positionals
const results = []
for (const name of names) {
  const measure = measures[name]
  if (measure === undefined) throw new TypeError(`Expected ${Object.keys(measures).join(', ')}, got ${name}`)
  const result = await measure({
    leases: Number(values.leases),
    processes: values.processes.map(Number),
    ways: values.way,
  })
  results.push({ measure: name, ...result })
  console.log(`\n## ${result.title}\n\n${result.table}\n`)
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine: describeMachine(), results }, undefined, 2)}\n`)
}
if (results.some((result) => result.isFailed)) process.exitCode = 1
