import { expect, test } from 'vitest'
import { startDeadline } from '../../src/wait/deadline'

test('is reached after the time, of which blocked time is no part', async () => {
  const startedAtMs = performance.now()
  const deadline = startDeadline(200)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  await deadline.reached
  expect(performance.now() - startedAtMs).toBeGreaterThan(445)
})

test('counts no more than a moment of a block after a calm time', async () => {
  const startedAtMs = performance.now()
  const deadline = startDeadline(1000)
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000), 700)
  await deadline.reached
  // Of the slice in which the block begins, all counts: from 400 to 800 ms, or others on a busy machine.
  expect(performance.now() - startedAtMs).toBeGreaterThan(1000 + 1000 / 2)
})

test('lets what has arrived be seen first', async () => {
  const order: string[] = []
  const deadline = startDeadline(5)
  setTimeout(() => order.push('event'), 5)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  await deadline.reached
  expect(order).toEqual(['event'])
})
