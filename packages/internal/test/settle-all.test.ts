import { expect, test } from 'vitest'
import { settleAll } from '../src'

test('all promises are waited for, and the first error of the list is thrown', async () => {
  let end = (): void => undefined
  const slow = new Promise<void>((resolve) => (end = resolve))
  let isSettled = false
  const settled = settleAll([slow, Promise.reject(new RangeError('one')), Promise.reject(new TypeError('two'))])
  const watched = settled.catch(() => undefined).then(() => (isSettled = true))
  await new Promise(setImmediate)
  expect(isSettled).toBe(false)
  end()
  await expect(settled).rejects.toThrow('one')
  await watched
})
