import { expect, test } from 'vitest'
import { createSemaphore, withSemaphore } from '../src'

test('no more tasks run at once than allowed, in the order in which they came, also after one has failed', async () => {
  const semaphore = createSemaphore()
  const order: string[] = []
  const ends: (() => void)[] = []
  const run = (name: string) =>
    withSemaphore(semaphore, 2, async () => {
      order.push(name)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (name === 'a') throw new RangeError(name)
    })
  const [first, ...others] = ['a', 'b', 'c', 'd'].map(run)
  expect(order).toEqual(['a', 'b'])
  ends[0]?.()
  await expect(first).rejects.toThrow(RangeError)
  await expect.poll(() => order).toEqual(['a', 'b', 'c'])
  for (const at of [1, 2, 3]) {
    await expect.poll(() => ends.length).toBeGreaterThan(at)
    ends[at]?.()
  }
  await Promise.all(others)
  expect(order).toEqual(['a', 'b', 'c', 'd'])
  expect(semaphore).toEqual({ running: 0, waiting: [] })
})
