import { expect, test } from 'vitest'
import { boundedCleanUps } from '../../src/contract/bounded-clean-ups'
import { warningsOf } from '../support/warnings-of'
import { createScope } from '../../src/contract/clean-up-scope'

test('a clean-up that does not end fails, and the others run', async () => {
  const order: string[] = []
  const scope = createScope()
  const defer = boundedCleanUps({ name: 'api', defer: scope.defer }, 100)
  defer(() => order.push('first'))
  defer(() => new Promise(() => {}))
  defer(() => order.push('last'))
  await expect(scope.close()).rejects.toMatchObject({
    code: 'E_STOP_TIMEOUT',
    service: 'api',
    summary: 'a clean-up that it has registered did not end within 0.1 s',
    hints: [
      'Does it close a server? Open connections keep that: call `server.closeAllConnections()` before `server.close()`.',
      'What `onCleanup` is given must end: does it wait for a connection, or a process, that stays?',
    ],
    requestedAt: expect.stringMatching(/bounded-clean-ups\.test\.ts:\d+:\d+$/) as unknown,
    stack: expect.not.stringContaining('node:internal') as unknown,
  })
  expect(order).toEqual(['last', 'first'])
})

test('a clean-up that fails is reported as it is', async () => {
  const scope = createScope()
  const defer = boundedCleanUps({ name: 'api', defer: scope.defer })
  defer(() => {
    throw new Error('on purpose')
  })
  await expect(scope.close()).rejects.toThrow('on purpose')
})

test('a clean-up that takes long is reported, with the place where it was registered', async () => {
  const scope = createScope()
  const defer = boundedCleanUps({ name: 'api', defer: scope.defer }, 3300)
  defer(() => new Promise(() => {}))
  const lines = await warningsOf('PORTSIDE_STOP', () => expect(scope.close()).rejects.toThrow('E_STOP_TIMEOUT'))
  expect(lines).toEqual([
    expect.stringMatching(/^api waits for the end of a clean-up, registered at .*bounded-clean-ups\.test\.ts:\d+:\d+/),
  ])
})
