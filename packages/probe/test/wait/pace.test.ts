import { expect, test } from 'vitest'
import { attemptLimitMs } from '../../src/wait/attempt-limit'
import { connectRhythm, pauseMs, startPace, watchedRhythm, watchRhythm } from '../../src/wait/pace'

test('connections are tried each millisecond at first, then in a share of the time waited', () => {
  const pauses = [0, 299, 300, 1000, 10_000].map((elapsedMs) => pauseMs(connectRhythm, elapsedMs, 1))
  expect(pauses).toEqual([1, 1, 6, 20, 25])
})

test('with an eye on the sockets, connections are tried seldom', () => {
  const times = [0, 1000, 10_000]
  expect(times.map((elapsedMs) => pauseMs(watchRhythm, elapsedMs, 1))).toEqual([1, 4, 5])
  expect(times.map((elapsedMs) => pauseMs(watchedRhythm, elapsedMs, 1))).toEqual([5, 100, 150])
})

test('waits that run at the same time take turns, within bounds', () => {
  expect(pauseMs(connectRhythm, 0, 50)).toBe(50)
  expect(pauseMs(connectRhythm, 10_000, 3)).toBe(75)
  expect(pauseMs(connectRhythm, 10_000, 50)).toBe(100)
})

test('a wait that has ended gives its turn back', () => {
  const [one, two] = [startPace(), startPace()]
  two.end()
  expect(one.pauseMs(connectRhythm)).toBe(1)
  one.end()
})

test('one attempt may last longer the longer the wait lasts', () => {
  expect([0, 10_000, 30_000, 120_000].map((elapsedMs) => attemptLimitMs(elapsedMs))).toEqual([
    5000, 5000, 15_000, 30_000,
  ])
})
