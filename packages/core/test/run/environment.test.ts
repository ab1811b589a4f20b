import { afterEach, describe, expect, test } from 'vitest'
import { command, defineService, inProcess } from '../../src/index'
import {
  dropPreload,
  inheritedEnvironment,
  preloadVariable,
  restoreVariables,
  setTestVariables,
  valueBefore,
} from '../../src/run/environment'
import { givenVariable } from '../../src/run/given-environments'

test('leaves out what runners and portside set for themselves', () => {
  const environment = {
    PATH: '/bin',
    NODE_ENV: 'test',
    JEST_WORKER_ID: '1',
    PORTSIDE_SUPERVISOR: '{}',
    NODE_TEST_CONTEXT: 'child',
  }
  expect(inheritedEnvironment(environment)).toEqual({ PATH: '/bin', NODE_ENV: 'test' })
})

test('leaves out the common words of Vite only where Vitest set them', () => {
  expect(inheritedEnvironment({ BASE_URL: '/', MODE: 'test' })).toEqual({ BASE_URL: '/', MODE: 'test' })
  expect(inheritedEnvironment({ VITEST: 'true', VITEST_POOL_ID: '1', BASE_URL: '/', MODE: 'test', DEV: '1' })).toEqual(
    {},
  )
})

test('leaves out what is about colours only where Playwright Test set it', () => {
  expect(inheritedEnvironment({ FORCE_COLOR: '1' })).toEqual({ FORCE_COLOR: '1' })
  expect(inheritedEnvironment({ TEST_WORKER_INDEX: '3', FORCE_COLOR: '1', DEBUG_COLORS: '1' })).toEqual({})
})

describe('variables that are set for tests', () => {
  afterEach(restoreVariables)

  test('are not those of services, and are restored', () => {
    process.env['PORT_TEST_A'] = 'shell'
    setTestVariables({ PORT_TEST_A: 'tests', PORT_TEST_B: 'tests' })
    setTestVariables({ PORT_TEST_A: 'again' })
    expect(process.env).toMatchObject({ PORT_TEST_A: 'again', PORT_TEST_B: 'tests' })
    expect(inheritedEnvironment()).toMatchObject({ PORT_TEST_A: 'shell' })
    expect(inheritedEnvironment()).not.toHaveProperty('PORT_TEST_B')
    expect(valueBefore('PORT_TEST_A')).toBe('shell')
    restoreVariables()
    expect(process.env['PORT_TEST_A']).toBe('shell')
    expect(process.env).not.toHaveProperty('PORT_TEST_B')
    delete process.env['PORT_TEST_A']
  })

  test('are no address of a running service: the user has not set them', () => {
    const existing = 'http://127.0.0.1:4000'
    const values = { API_URL: existing, SHELL_URL: 'http://127.0.0.1:4001' }
    const given = { file: '/services.ts', values, perWorker: [], own: ['API_URL'] }
    setTestVariables({ ...values, ...givenVariable([given]) })
    const define = (url: string) => [
      command('x', { existing: url }),
      inProcess(() => () => undefined, { existing: url }),
      defineService({ start: () => ({ url: '' }), existing: { url } }),
    ]
    for (const { findExisting } of define(existing)) expect(findExisting).toBeUndefined()
    for (const { findExisting } of define(values.SHELL_URL)) expect(findExisting).toBeDefined()
  })

  test('have a preload for Node.js, once, which a process drops', () => {
    process.env['NODE_OPTIONS'] = '--no-warnings'
    const url = 'file:///a%20b/preload.js'
    setTestVariables(preloadVariable(url))
    setTestVariables(preloadVariable(url))
    expect(process.env['NODE_OPTIONS']).toBe(`--no-warnings --import=${url}`)
    expect(inheritedEnvironment()['NODE_OPTIONS']).toBe('--no-warnings')
    dropPreload(url)
    expect(process.env['NODE_OPTIONS']).toBe('--no-warnings')
    delete process.env['NODE_OPTIONS']
  })
})
