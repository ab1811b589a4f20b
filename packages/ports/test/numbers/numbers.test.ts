import { expect, test } from 'vitest'
import { badPorts, isAvoidedPort } from '../../src/numbers/avoided-ports'
import { ephemeralRange } from '../../src/numbers/ephemeral-range'
import { randomPortOutside } from '../../src/numbers/port-range'
import { unprivilegedPortStart } from '../../src/owner/port-forbidden-error'

test('the ephemeral range is read from the system', async () => {
  const { from, to } = await ephemeralRange()
  expect(from).toBeGreaterThan(0)
  expect(to).toBeGreaterThan(from)
})

test('no port that fetch refuses is missing among the bad ones', async () => {
  const refused: number[] = []
  for (let port = 1; port <= 10_100; port += 1) {
    // undici decides before it connects; the signal ends the requests for the others before they do.
    const error = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() }).catch(
      (reason: unknown) => reason,
    )
    if (String((error as Error).cause).includes('bad port')) refused.push(port)
  }
  expect(refused.filter((port) => !badPorts.has(port))).toEqual([])
})

test.each([
  [{ from: 32_768, to: 60_999 }, 61_000, 65_535],
  [{ from: 32_768, to: 65_535 }, 10_000, 32_767],
  [{ from: 1024, to: 60_000 }, 60_001, 65_535],
  [{ from: 40_000, to: 40_199 }, 40_200, 65_535],
])('a port outside %j lies in %i–%i', (range, from, to) => {
  for (let draw = 0; draw < 200; draw += 1) {
    const port = randomPortOutside(range, isAvoidedPort) ?? 0
    expect(port >= from && port <= to && !isAvoidedPort(port)).toBe(true)
  }
})

test('there is no port outside a range of all', () => {
  expect(randomPortOutside({ from: 1024, to: 65_535 }, isAvoidedPort)).toBeUndefined()
})

test('the first unprivileged port is a port', () => {
  expect(unprivilegedPortStart()).toBeLessThanOrEqual(1024)
})
