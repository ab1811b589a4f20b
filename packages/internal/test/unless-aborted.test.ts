import { expect, test } from 'vitest'
import { unlessAborted, unlessGivenUp } from '../src/index'

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

test.each(['before', 'meanwhile'])('an abort ends a wait at once: %s', async (moment) => {
  const abort = new AbortController()
  if (moment === 'before') abort.abort(new Error('no longer wanted'))
  const wait = unlessAborted(new Promise(() => {}), abort.signal)
  abort.abort(new Error('no longer wanted'))
  await expect(wait).rejects.toThrow('no longer wanted')
})

test('a wait whose work ends has its result, also after an abort', async () => {
  const abort = new AbortController()
  expect(await unlessAborted('done', abort.signal)).toBe('done')
  const wait = unlessAborted(Promise.resolve('done'), abort.signal)
  abort.abort(new Error('no longer wanted'))
  expect(await wait).toBe('done')
})
