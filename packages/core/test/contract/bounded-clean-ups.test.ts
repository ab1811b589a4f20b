import { expect, test } from 'vitest'
import { boundedCleanUps } from '../../src/contract/bounded-clean-ups'
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
    hints: ['What `onCleanup` is given must end: does it wait for a connection, or a process, that stays?'],
  })
  expect(order).toEqual(['last', 'first'])
})

test('a clean-up that fails is told as it is', async () => {
  const scope = createScope()
  const defer = boundedCleanUps({ name: 'api', defer: scope.defer })
  defer(() => {
    throw new Error('on purpose')
  })
  await expect(scope.close()).rejects.toThrow('on purpose')
})
