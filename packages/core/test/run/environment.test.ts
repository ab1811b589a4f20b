import { expect, test } from 'vitest'
import { inheritedEnvironment } from '../../src/run/environment'

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
