import { command } from '@portside/core'
import { beginTest } from '@portside/core/worker'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setupServices } from '../../src'
import { explainFailure } from '../../src/worker/explain-failure'
import { jestGlobals } from '../../src/worker/jest-globals'

const server = `require('node:http').createServer((request, response) => {
  console.log('asked for ' + request.url)
  response.end('up')
}).listen(process.env.PORT, process.env.HOST)`
const definitions = { api: command(['node', '-e', server], { scope: 'file' }) }

// Vitest's hooks have the form of Jest's.
const hooks = { afterAll, afterEach, beforeAll, beforeEach, expect }
const withoutJest = errorOf(jestGlobals)
Object.assign(globalThis, hooks)
const services = setupServices(definitions, 'api')
for (const name of Object.keys(hooks)) Reflect.deleteProperty(globalThis, name)

/** The place where jest-circus keeps the running test. */
const state = Symbol('JEST_STATE_SYMBOL')
const setErrors = (errors?: readonly unknown[]) =>
  Object.assign(globalThis, { [state]: { currentlyRunningTest: errors === undefined ? null : { errors } } })
afterEach(() => void Reflect.deleteProperty(globalThis, state))

test('outside of a test file of Jest there are no services, and the error says so', () => {
  expect(withoutJest).toMatchObject({ message: expect.stringContaining('Expected Jest to run this file') as unknown })
})

test('the services are up in a test', async () => {
  expect(await (await services.api.fetch('/')).text()).toBe('up')
})

describe('a test that fails', () => {
  test.each([
    ['an error', false],
    ['an error with its place', true],
  ])('shows the output since it began: %s', async (_, isPair) => {
    const error = new RangeError('it failed')
    const running = beginTest(['api'])
    await services.api.fetch('/asked')
    await expect.poll(() => services.api.output()).toContain('/asked')
    setErrors([isPair ? [error, new RangeError('its place')] : error])
    await explainFailure(running)
    // Jest shows the message, then this, then the places in the code.
    expect(error.stack).toMatch(/^RangeError: it failed\n\n[^]*asked for \/asked\n\n +at /)
  })

  test('shows it also where the error has no place in the code', async () => {
    const error = new RangeError('it failed')
    error.stack = 'RangeError: it failed'
    const running = beginTest(['api'])
    await services.api.fetch('/asked')
    await expect.poll(() => services.api.output()).toContain('/asked')
    setErrors([error])
    await explainFailure(running)
    expect(error.stack).toMatch(/^RangeError: it failed\n\n[^]*asked for \/asked\n\n$/)
  })

  test.each([
    ['has no error', []],
    ['is no more', undefined],
  ])('is left as it is where it %s', async (_, errors) => {
    setErrors(errors)
    await expect(explainFailure(beginTest([]))).resolves.toBeUndefined()
  })
})

function errorOf(act: () => unknown): unknown {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}
