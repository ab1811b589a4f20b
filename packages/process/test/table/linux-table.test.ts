import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawnChild } from '../../src/index'
import { isThere } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { expectNothingLeft, prepareRunners, type Runners } from '../support/runners'
import { until } from '../support/until'

const hasPython = process.platform === 'linux' && spawnSync('python3', ['-c', 'import ctypes']).status === 0
const outlives = (...args: readonly string[]) => [
  'python3',
  join(__dirname, '../servers/outlives-main-thread.py'),
  ...args,
]

/** The state of the first thread of a process, proc(5). */
const stateOf = (pid: number) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]

function isListening(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return new RegExp(`:${hex} [0-9A-F]+:0000 0A`).test(readFileSync('/proc/net/tcp', 'utf8'))
}

describe.skipIf(!hasPython)(
  'a process whose main thread has ended (skipped: needs python3)',
  { timeout: 30_000 },
  () => {
    let runners: Runners
    beforeAll(async () => {
      runners = await prepareRunners()
    })
    afterAll(() => runners.remove())

    test('has not ended while another thread runs, and its stop waits for that', async () => {
      const child = await spawnChild(outlives(), optionsOf())
      const [pid = 0] = await pidsOf(child)
      const port = Number(/port: (\d+)/.exec(child.output.text())?.[1])
      await until('the main thread has ended', () => stateOf(pid) === 'Z')
      expect(isListening(port)).toBe(true)
      expect(isThere(pid)).toBe(true)
      await child.stop()
      expect(isListening(port)).toBe(false)
      expect(isThere(pid)).toBe(false)
    })

    test('is killed if it ignores the signal, also by the warden', async () => {
      const child = await spawnChild(outlives('stubborn'), optionsOf())
      const [pid = 0] = await pidsOf(child)
      await until('the main thread has ended', () => stateOf(pid) === 'Z')
      expect(await child.stop()).toMatchObject({ isForced: true, killed: [{ pid }] })
      const { runner, pids, directory } = await runners.start('killed', outlives('stubborn'))
      await until('the main thread has ended', () => stateOf(pids[0] ?? 0) === 'Z')
      runner.kill('SIGKILL')
      await expectNothingLeft({ pids, directory })
    })
  },
)
