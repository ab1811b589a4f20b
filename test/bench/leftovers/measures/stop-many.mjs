import { fork } from 'node:child_process'
import { once } from 'node:events'
import { formatNumber, formatSummary, formatTable } from '../../support/format-table.mjs'
import { summarise } from '../../support/statistics.mjs'
import { programPath, runForJson } from '../support/run-program.mjs'

const services = 50
const slowestMs = 300
const server = programPath('slow-exit.mjs')

/** Stops 50 services, whose own exits take from 0 to 300 ms, beside the exit of the slowest one alone. */
export async function measureStopMany({ rounds }) {
  const exits = Array.from({ length: services }, (_, at) => String(Math.round((at / (services - 1)) * slowestMs)))
  const alone = []
  const together = []
  for (let round = 0; round < Math.min(rounds, 7); round++) {
    alone.push(await exitAlone())
    together.push((await runForJson([programPath('stop-many.mjs'), server, ...exits])).stopMs)
  }
  const [aloneMs, togetherMs] = [summarise(alone), summarise(together)]
  const moreMs = togetherMs.median - aloneMs.median
  return {
    title: `Stopping ${services} services, the slowest of which takes ${slowestMs} ms to end, ms`,
    table: formatTable(
      ['the slowest alone', 'all of them', 'more'],
      [[formatSummary(aloneMs), formatSummary(togetherMs), formatNumber(moreMs)]],
      0,
    ),
    rows: [{ services, aloneMs, togetherMs, moreMs, samples: { alone, together } }],
    isFailed: moreMs > 100,
  }
}

/** From the signal to the end of a server that nobody watches over but its parent. */
async function exitAlone() {
  const child = fork(server, { env: { ...process.env, PORT: '0', HOST: '127.0.0.1', EXIT_MS: String(slowestMs) } })
  await once(child, 'message')
  const startMs = performance.now()
  child.kill()
  await once(child, 'exit')
  return performance.now() - startMs
}
