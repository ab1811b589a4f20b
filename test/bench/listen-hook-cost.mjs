import { spawnSync } from 'node:child_process'
import { command, start } from 'portside'
import { elapsedMs, nowNs } from './support/clock.mjs'
import { formatNumber, formatSummary, formatTable } from './support/format-table.mjs'
import { summarise } from './support/statistics.mjs'

/**
 * `node test/bench/listen-hook-cost.mjs [rounds]`: what loading the listen hook adds to the start of a Node process. One that does nothing is run with and
 * without it, in turns.
 */
const rounds = Number(process.argv[2] ?? 100)
const reporting = command(['node', '-e', 'console.log(JSON.stringify(process.env)); setInterval(() => {}, 1000)'], {
  port: 'none',
  ready: /^\{.*\}$/m,
})

const service = await start(reporting)
try {
  const { NODE_OPTIONS, PORTSIDE_LISTEN_HOOK } = JSON.parse(await service.output())
  if (!NODE_OPTIONS?.includes('--require')) throw new TypeError('the listen hook was not loaded')
  const ways = { 'without the listen hook': {}, 'with the listen hook': { NODE_OPTIONS, PORTSIDE_LISTEN_HOOK } }
  const samples = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, variables] of Object.entries(ways)) samples[way].push(runMs(variables))
  }
  const [without, withListenHook] = Object.values(samples).map(summarise)
  console.log(formatTable(['a Node process', 'start to end, ms'], Object.entries(samples).map(rowOf)))
  console.log(
    `\nthe listen hook adds ${formatNumber(withListenHook.median - without.median)} ms (medians of ${rounds})`,
  )
} finally {
  await service.stop()
}

function runMs(variables) {
  const startedNs = nowNs()
  const { status, stderr } = spawnSync(process.execPath, ['-e', '0'], { env: { ...process.env, ...variables } })
  const endedNs = nowNs()
  if (status !== 0) throw new Error(String(stderr))
  return elapsedMs(startedNs, endedNs)
}

function rowOf([way, numbers]) {
  return [way, formatSummary(summarise(numbers))]
}
