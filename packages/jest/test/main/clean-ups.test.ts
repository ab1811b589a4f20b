import { expect, test } from 'vitest'
import { addCleanUp, hasCleanUps, runCleanUps } from '../../src/main/clean-ups'

test('clean-ups run once each, the last one first', async () => {
  const order: string[] = []
  for (const name of ['first', 'last']) addCleanUp(async () => void order.push(name))
  expect(hasCleanUps()).toBe(true)
  await runCleanUps()
  await runCleanUps()
  expect(order).toEqual(['last', 'first'])
  expect(hasCleanUps()).toBe(false)
})
