import { expect, test } from 'vitest'
import { unlessGivenUp } from '../src/index'

test('waits for what ends in time after the abort, and for nothing that does not', async () => {
  const abort = new AbortController()
  let end: (value: string) => void = () => {}
  const slow = unlessGivenUp(new Promise<string>((resolve) => (end = resolve)), abort.signal, 10_000)
  const never = unlessGivenUp(new Promise(() => {}), abort.signal, 50)
  abort.abort(new Error('no longer wanted'))
  await expect(never).rejects.toThrow('no longer wanted')
  end('undone')
  expect(await slow).toBe('undone')
  await expect(unlessGivenUp(new Promise(() => {}), abort.signal, 50)).rejects.toThrow('no longer wanted')
})
