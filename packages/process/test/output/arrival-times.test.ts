import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createArrivalTimes } from '../../src/output/arrival-times'

test('what arrived since a moment is known by its length', async () => {
  const times = createArrivalTimes()
  const beginMs = Date.now()
  times.note(3)
  await nextMillisecond()
  const laterMs = Date.now()
  times.note(4)
  times.note(5)
  expect(times.lengthSince(beginMs)).toBe(12)
  expect(times.lengthSince(laterMs)).toBe(9)
  await nextMillisecond()
  expect(times.lengthSince(Date.now())).toBe(0)
})

test('what arrived too long ago is not taken for newer', async () => {
  const times = createArrivalTimes()
  const beginMs = Date.now()
  times.note(1)
  for (let tracked = 0; tracked < 1024; tracked += 1) {
    await nextMillisecond()
    times.note(1)
  }
  expect(times.lengthSince(beginMs)).toBe(1024)
})

async function nextMillisecond(): Promise<void> {
  for (const now = Date.now(); Date.now() === now;) await delay(1)
}
