import { expect, test } from 'vitest'
import { describeFailure } from '../src/index'

const failure = { file: '1:orders.test.ts', test: 'fails' } as never
const changed = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`table_${index + 1}`, { inserted: 1, updated: 0, deleted: 2 }]),
  )

test('a failed test names the tables that it changed, and counts those beyond twenty', async () => {
  const words = async (count: number) =>
    describeFailure(failure, { changes: async () => changed(count), errors: async () => [] })
  expect(await words(2)).toBe('Changed by the test: table_1 (1 inserted, 2 deleted), table_2 (1 inserted, 2 deleted)')
  expect(await words(20)).toMatch(/, table_20 \(1 inserted, 2 deleted\)$/)
  expect(await words(23)).toMatch(/, table_20 \(1 inserted, 2 deleted\), and 3 more$/)
})

test('of the SQL errors of a failed test the last eight are shown, and all are counted', async () => {
  const words = async (count: number) =>
    describeFailure(failure, {
      changes: async () => ({}),
      errors: async () => Array.from({ length: count }, (_, index) => `error ${index + 1}\n  select ${index + 1}`),
    })
  expect(await words(1)).toBe('SQL errors of the server: 1\n  error 1\n    select 1')
  const many = (await words(10)).split('\n')
  expect(many[0]).toBe('SQL errors of the server: 10, of which these are the last 8')
  expect(many.slice(1)).toEqual(
    Array.from({ length: 8 }, (_, index) => [`  error ${index + 3}`, `    select ${index + 3}`]).flat(),
  )
})
