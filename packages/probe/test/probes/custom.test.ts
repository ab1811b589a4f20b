import { expect, test } from 'vitest'
import { toProbe } from '../../src/index'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { freeAddress } from '../support/free-address'

test('is ready when the check returns anything but false', async () => {
  const address = await freeAddress()
  const results: unknown[] = [false, Promise.resolve(false), undefined]
  const ports: unknown[] = []
  const wait = observe(
    toProbe(({ port }) => {
      ports.push(port)
      return results.shift()
    }),
    targetAt(address),
  )
  await wait.ready
  expect(wait.attempts.map(({ detail }) => detail)).toEqual(['the check returned false', 'the check returned false'])
  expect(ports).toEqual([address.port, address.port, address.port])
})

test('keeps what the check threw', async () => {
  const cause = new Error('no table users')
  let isReady = false
  const wait = observe(
    toProbe(async function hasTable() {
      if (!isReady) throw cause
    }),
    targetAt(),
  )
  expect(await wait.tracked(() => true)).toEqual({
    probe: 'hasTable() succeeds',
    outcome: 'failed',
    detail: 'the check threw: no table users',
    cause,
  })
  isReady = true
  await wait.ready
})

test('ends at abort while the check hangs, and aborts its signal', async () => {
  const signals: AbortSignal[] = []
  const wait = observe(
    toProbe(({ signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    }),
    targetAt(),
  )
  expect(await wait.tracked(() => true)).toMatchObject({ outcome: 'silent', detail: 'has not ended for 500 ms' })
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})
