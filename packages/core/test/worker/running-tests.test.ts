import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { beginTest } from '../../src/worker/running-tests'

// Times are whole milliseconds.
const later = () => delay(2)

const api = { name: 'api', scope: 'run' } as const

describe('the other tests that used a service meanwhile', () => {
  test('are those that were running at the same time and name it', async () => {
    const early = beginTest(['api'])
    early.end()
    await later()
    const own = beginTest(['api', 'db'])
    const others = [beginTest(['api']), beginTest(['db']), beginTest(['api', 'db'])]
    expect(own.othersOf(api)).toBe(2)
    await later()
    for (const other of others) other.end()
    expect(own.othersOf({ name: 'db', scope: 'file' })).toBe(2)
    own.end()
  })

  test('are none after the test has ended, and none of a service that each test has for itself', async () => {
    const own = beginTest(['api'])
    await later()
    own.end()
    await later()
    const next = beginTest(['api'])
    expect(own.othersOf(api)).toBe(0)
    const other = beginTest(['api'])
    expect(other.othersOf({ name: 'api', scope: 'test' })).toBe(0)
    for (const running of [next, other]) running.end()
  })

  test('are none of the same process where tests run within each other', () => {
    const outer = beginTest(['api'], { isNested: true })
    const inner = beginTest(['api'], { isNested: true })
    expect(inner.othersOf(api)).toBe(0)
    for (const running of [inner, outer]) running.end()
  })
})
