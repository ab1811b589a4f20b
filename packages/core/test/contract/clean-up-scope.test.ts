import { describe, expect, test } from 'vitest'
import { createScope } from '../../src/contract/clean-up-scope'

describe('createScope', () => {
  test('runs clean-ups in reverse, each once, one after another', async () => {
    const order: string[] = []
    const scope = createScope()
    scope.defer(() => order.push('first'))
    scope.defer(async () => {
      await Promise.resolve()
      order.push('second')
    })
    await Promise.all([scope.close(), scope.close()])
    expect(order).toEqual(['second', 'first'])
  })

  test('runs all of them when some fail, and throws the first error', async () => {
    const order: string[] = []
    const scope = createScope()
    scope.defer(() => order.push('ran'))
    scope.defer(() => Promise.reject(new Error('second')))
    scope.defer(() => {
      throw new Error('first')
    })
    await expect(scope.close()).rejects.toThrow('first')
    expect(order).toEqual(['ran'])
  })

  test('runs at once what is registered after it was closed', async () => {
    const scope = createScope()
    await scope.close()
    const ran = new Promise<void>((resolve) => scope.defer(resolve))
    await expect(ran).resolves.toBeUndefined()
  })

  test('runs what is registered late also when closing it has failed, and still says so', async () => {
    const scope = createScope()
    scope.defer(() => Promise.reject(new Error('failed')))
    await expect(scope.close()).rejects.toThrow('failed')
    await new Promise<void>((resolve) => scope.defer(resolve))
    scope.defer(() => Promise.reject(new Error('late')))
    await expect(scope.close()).rejects.toThrow('failed')
  })
})
