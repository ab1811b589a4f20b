import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { pauseMs, watchedRhythm } from '../../src/wait/pace'
import { pauseAfter, type Pause } from '../../src/wait/pause-after'
import type { ProbeOutcome } from '../../src/probe'
import { startWake } from '../../src/wait/wake'
import { watchSockets } from '../../src/wait/watch-sockets'
import { temporaryDirectory } from '../support/temporary-directory'

const hourMs = 3_600_000

/** A pause as after a minute of waiting, except that one which a socket ends would last an hour; a socket is added meanwhile. */
async function pauseWhileSocketIsAdded(outcome: ProbeOutcome): Promise<number> {
  const file = join(temporaryDirectory(), 'sockstat')
  writeFileSync(file, 'TCP: inuse 1 orphan 0\n')
  const sockets = watchSockets([file])
  onTestFinished(() => sockets?.end())
  const startedAtMs = performance.now()
  const elapsedMs = (): number => performance.now() - startedAtMs
  const pace: Pause['pace'] = {
    elapsedMs,
    pauseMs: (rhythm) => (rhythm === watchedRhythm ? hourMs : pauseMs(rhythm, 60_000, 1)),
    end: () => {},
  }
  const run = { signal: new AbortController().signal, note: () => undefined }
  const pause = pauseAfter(outcome, { pace, sockets, wake: startWake(run), run })
  writeFileSync(file, 'TCP: inuse 2 orphan 0\n')
  await pause
  return elapsedMs()
}

test('a socket that is added ends the pause after a connection that nobody took', async () => {
  expect(await pauseWhileSocketIsAdded('refused')).toBeLessThan(hourMs)
})

test('a service that has seen the attempt gets the whole pause', async () => {
  expect(await pauseWhileSocketIsAdded('answered')).toBeGreaterThan(99)
})

test.each([
  ['reports', true, [20], [20]],
  ['does not report', false, [5], [25]],
])('a service that %s when it listens is looked at accordingly', async (_, willReport, withCount, without) => {
  const signal = new AbortController().signal
  const listeners = { willReport: () => willReport, subscribe: () => () => undefined }
  const pace: Pause['pace'] = {
    elapsedMs: () => 60_000,
    pauseMs: (rhythm) => pauseMs(rhythm, 60_000, 1),
    end: () => {},
  }
  const sleepsWith = async (sockets: Pause['sockets']): Promise<number[]> => {
    const slept: number[] = []
    const sleep = async (ms: number): Promise<boolean> => slept.push(ms) > 0
    await pauseAfter('refused', {
      pace,
      sockets,
      wake: { sleep, end: () => {} },
      run: { signal, note: () => {}, listeners },
    })
    return slept
  }
  const sockets = watchSockets()
  onTestFinished(() => sockets?.end())
  if (sockets !== undefined) expect(await sleepsWith(sockets)).toEqual(withCount)
  expect(await sleepsWith(undefined)).toEqual(without)
})
