import { createServer } from 'node:http'
import { inProcess, type ServiceScope } from '@portside/core'
import type { TestInfo } from '@playwright/test'
import { expect, test } from 'vitest'
import { createHeldServices, isOfWorker } from '../src/held-services'

const api = (scope: ServiceScope) => inProcess(() => createServer((_, response) => response.end('up')), { scope })
const inTest = (file: string) => ({ file, testId: file, retry: 0 }) as TestInfo
const textOf = async ({ handle }: { readonly handle: unknown }) =>
  (await (handle as { fetch: typeof fetch }).fetch('/')).text()

test('only services of the run and of a worker are held until the worker ends', () => {
  const scopes = ['run', 'worker', 'file', 'test'] as const
  expect(scopes.map((scope) => isOfWorker(api(scope)))).toEqual([true, true, false, false])
})

test('a service is held once, and one of a file until the next file begins', async () => {
  const held = createHeldServices({ api: api('file') })
  await held.beginFile('one')
  const share = await held.acquire('api', inTest('one'))
  expect(await held.acquire('api', inTest('one'))).toBe(share)
  await held.release('test')
  await held.beginFile('one')
  expect(await textOf(share)).toBe('up')
  await held.beginFile('two')
  await expect(textOf(share)).rejects.toThrow()
})

test('a service that has failed to start may be started again', async () => {
  let failures = 0
  const flaky = inProcess(() => Promise.reject(new RangeError(`failure ${(failures += 1)}`)), { scope: 'test' })
  const held = createHeldServices({ flaky })
  await expect(held.acquire('flaky', inTest('one'))).rejects.toThrow('failure 1')
  await expect(held.acquire('flaky', inTest('one'))).rejects.toThrow('failure 2')
})

test('a name of no service is a TypeError', async () => {
  await expect(createHeldServices({}).acquire('api')).rejects.toThrow(TypeError)
})
