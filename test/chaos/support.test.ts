import { describe, expect, test } from 'vitest'
import { noNamespace, noOwnNetwork, runInNamespace, skipNote } from './support/namespace'
import { createRandom, useRandom } from './support/random'
import { isFull } from './support/settings'

describe('random choices', () => {
  test('are those of mulberry32', () => {
    const { next } = createRandom(1)
    expect([next(), next(), next()].map((number) => number.toFixed(6))).toEqual(['0.627074', '0.002736', '0.527447'])
  })

  test('are the same for the same seed, and lie within their limits', () => {
    const [one, other] = [useRandom(), useRandom()]
    const numbers = Array.from({ length: isFull ? 100_000 : 1000 }, () => one.integer(-2, 3))
    expect(numbers).toEqual(numbers.map(() => other.integer(-2, 3)))
    expect([...new Set(numbers)].sort((left, right) => left - right)).toEqual([-2, -1, 0, 1, 2, 3])
    expect(new Set(one.shuffle([1, 2, 3, 4]))).toEqual(new Set([1, 2, 3, 4]))
    expect([1, 2]).toContain(one.pick([1, 2]))
  })
})

test.skipIf(noNamespace !== undefined)(
  `a program in a namespace sees itself and the first process only${skipNote(noNamespace)}`,
  async () => {
    const { code, output } = await runInNamespace('list-processes.mjs', []).ended
    const { pid, pids } = JSON.parse(output) as { pid: number; pids: number[] }
    expect(pids).toEqual([1, pid])
    expect(code).toBe(0)
  },
)

test.skipIf(noOwnNetwork !== undefined)(
  `a program in a namespace with a network of its own has loopback only${skipNote(noOwnNetwork)}`,
  async () => {
    const { code, output } = await runInNamespace('list-processes.mjs', [], { hasOwnNetwork: true }).ended
    expect(JSON.parse(output)).toMatchObject({ networks: ['lo'] })
    expect(code).toBe(0)
  },
)
