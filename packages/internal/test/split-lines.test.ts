import { expect, test } from 'vitest'
import { settleAll, splitLines } from '../src/index'

test('lines are returned when they are complete, however the chunks cut them', () => {
  const splitter = splitLines()
  expect(splitter.add('one\ntw')).toEqual(['one'])
  expect(splitter.restLength()).toBe(2)
  expect(splitter.add('o')).toEqual([])
  expect(splitter.add('\n\nthree\n')).toEqual(['two', '', 'three'])
  expect(splitter.restLength()).toBe(0)
})

test('all promises are awaited before the first error of them is thrown', async () => {
  const order: string[] = []
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => order.push('slow'))
  await expect(settleAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first')
  expect(order).toEqual(['slow'])
  expect(await settleAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2])
})
