import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { survivorsOf } from '../support/is-there'
import { missingShells, shells } from '../support/shells'
import { startOf, startServer, startWarden } from '../support/started-warden'
import { until } from '../support/until'
import { underFullLoad } from '../support/full-load'

const timeoutMs = 3000
/** Its searches take their time as well, since their programs wait for a processor like all others. A count of sleeps would take several times as long. */
const limitMs = 2 * timeoutMs
const masked = ['unshare', '-rm', 'sh', '-c', 'mount --bind /dev/null /proc/uptime && exec "$@"', 'sh']
const canMask = spawnSync('unshare', [...masked.slice(1), 'true']).status === 0

describe.skip.each(missingShells)('the warden in $name goes by the clock (skipped: it is not installed)', () => {
  test('has no shell to run in', () => undefined)
})

describe.each(shells)('the warden in $name goes by the clock', { timeout: 60_000 }, (shell) => {
  test('and kills what ignores signals in time while every processor is busy', () =>
    underFullLoad(async () => {
      for (const ending of ['in the group', 'away from it'] as const) {
        const elapsedMs = await endStubborn(ending, timeoutMs)
        expect(elapsedMs, ending).toBeGreaterThan(timeoutMs - 20)
        expect(elapsedMs, ending).toBeLessThan(limitMs)
      }
    }))

  test.skipIf(!canMask)('in whole seconds where there is no uptime (skipped: needs unshare -rm)', async () => {
    expect(await endStubborn('in the group', 1000, masked)).toBeGreaterThan(1000)
  })

  test('and kills what it has asked, however long it was stopped itself meanwhile', async () => {
    const warden = startWarden(shell)
    const { leader, pids, output } = await startServer('ignores-signals')
    warden.stdin.end(`+g1 ${leader} ${startOf(leader)} TERM 200 \n`)
    await output.waitFor(/ignored SIGTERM/)
    process.kill(Number(warden.pid), 'SIGSTOP')
    const stoppedAtMs = performance.now()
    await until('more than its whole time has passed', () => performance.now() > stoppedAtMs + 3000)
    process.kill(Number(warden.pid), 'SIGCONT')
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual([])
  })

  /** The time from the end of the warden's input until a server that ignores signals is gone. */
  async function endStubborn(
    place: 'in the group' | 'away from it',
    stopTimeoutMs: number,
    before: readonly string[] = [],
  ): Promise<number> {
    const warden = startWarden(shell, before)
    const { leader, pids } = await startServer('ignores-signals')
    const group = place === 'in the group' ? `${leader} ${startOf(leader)}` : '0 0'
    const startMs = performance.now()
    warden.stdin.end(`+g1 ${group} TERM ${stopTimeoutMs} \n`)
    await until('it has gone', () => survivorsOf(pids).length === 0)
    const elapsedMs = performance.now() - startMs
    await once(warden, 'exit')
    return elapsedMs
  }
})
