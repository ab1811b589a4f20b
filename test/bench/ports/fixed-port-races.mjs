import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { markedProcesses } from '../support/marked-processes.mjs'
import { raceForPort } from './race-for-port.mjs'
import { racePlaywright } from './race-playwright.mjs'

/**
 * `node test/bench/ports/fixed-port-races.mjs [--races 50] [--playwright 0]`: two `portside run` begin at the same moment and want the same
 * fixed port. One gets it; the other must fail and name the run that has it. Ends with 1 when a race went otherwise, or left
 * a process. With `--playwright`, so many races of two runs of Playwright's `webServer` come after, of which only the ends are counted.
 * Linux only.
 */
const { values } = parseArgs({
  options: { races: { type: 'string', default: '50' }, playwright: { type: 'string', default: '0' } },
})
const races = Number(values.races)
const mark = `PORTSIDE_RACE=${randomUUID()}`
// Below the range that the system hands out from, so that nobody gets it between two races.
const port = 20_000 + Math.floor(Math.random() * 12_000)
const codes = {}
const failures = []

for (let count = 0; count < races; count++) {
  const { code, failure } = await raceForPort({ port, mark })
  if (code !== undefined) codes[code] = (codes[code] ?? 0) + 1
  if (failure !== undefined) failures.push(failure)
  const left = markedProcesses(mark)
  if (left.length > 0) failures.push(`left ${left.join(', ')}`)
  for (const pid of left) process.kill(pid, 'SIGKILL')
}
console.log(
  `The losers failed with ${Object.entries(codes)
    .map(([code, times]) => `${code} (${times})`)
    .join(', ')}.`,
)
console.log(`${races} races, ${failures.length} failures${failures.map((text) => `\n- ${text}`).join('')}`)
if (failures.length > 0) process.exitCode = 1

const playwrightRaces = Number(values.playwright)
for (const lag of playwrightRaces > 0 ? [0, 500] : []) console.log(await countPlaywright(lag))

async function countPlaywright(lag) {
  const ends = { own: 0, otherOwner: 0, failed: 0 }
  for (let count = 0; count < playwrightRaces; count++) {
    for (const { end } of await racePlaywright({ port, mark, lag })) ends[end]++
    for (const pid of markedProcesses(mark)) process.kill(pid, 'SIGKILL')
  }
  return (
    `Playwright webServer, ${playwrightRaces} races of two runs, one server ${lag} ms later: ${ends.own} passed against their own server, ` +
    `${ends.otherOwner} against the other run's, ${ends.failed} failed`
  )
}
