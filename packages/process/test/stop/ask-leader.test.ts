import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { spawnChild } from '../../src/index'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { server } from '../support/server'

const node = JSON.stringify(process.execPath)
const plain = JSON.stringify(server('plain').at(-1))
/** The default of the option. Half of it is far more than a stop may take that waits for nothing. */
const stopTimeoutMs = 5000

/** Waits until processes have used no processor for a while: one that still begins is not to be distinguished from one that reacts to a signal. */
async function untilAtRest(pids: readonly number[]): Promise<void> {
  const used = () => pids.map((pid) => readFileSync(`/proc/${pid}/schedstat`, 'utf8')).join()
  for (let [last, now] = ['', used()]; last !== now; [last, now] = [now, used()]) await delay(200)
}

describe.skipIf(process.platform !== 'linux')('a stop asks the leader first (skipped: needs /proc)', () => {
  test('a program whose watcher passes the signal on gets it once', async () => {
    const child = await spawnChild(server('relays', '300'), optionsOf({ stopTimeoutMs }))
    const pids = await pidsOf(child)
    expect(await child.stop()).toMatchObject({ isForced: false, killed: [] })
    expect(child.output.text().match(/got SIGTERM/g)).toHaveLength(1)
    expect(survivorsOf(pids)).toEqual([])
  })

  test('the rest is asked at half of the time-out at the latest', async () => {
    const child = await spawnChild(server('relays', '100000'), optionsOf({ stopTimeoutMs: 600 }))
    const pids = await pidsOf(child)
    expect((await child.stop()).isForced).toBe(true)
    expect(child.output.text().match(/got SIGTERM/g)).toHaveLength(2)
    expect(survivorsOf(pids)).toEqual([])
  })

  test.each([
    ['ends at once', `${node} ${plain}; true`],
    ['waits for its child', `trap : TERM; ${node} ${plain}; true`],
    ['ignores the signal', `trap '' TERM; ${node} ${plain}; true`],
  ])('a shell that %s passes nothing on, and delays no stop', async (_, line) => {
    const child = await spawnChild(line, optionsOf({ shell: true, stopTimeoutMs }))
    await untilAtRest(await pidsOf(child))
    const { elapsedMs } = await child.stop()
    expect(elapsedMs).toBeLessThan(stopTimeoutMs / 2)
  })

  test('a program that runs all the time below one that passes nothing on delays no stop', async () => {
    const line = 'trap : TERM; sh -c "while :; do echo up; sleep 0.005; done"; true'
    const child = await spawnChild(line, optionsOf({ shell: true, stopTimeoutMs }))
    await child.output.waitFor(/up/)
    expect((await child.stop()).elapsedMs).toBeLessThan(stopTimeoutMs / 2)
  })
})
