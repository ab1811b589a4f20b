import { createServer } from 'node:http'
import { inProcess, type Services } from '@portside/core'
import { afterAll, describe, expect, test as plain } from 'vitest'
import { setupServices, withServices } from '../../src'

const started: string[] = []
const service = (name: string, scope: 'run' | 'test' | 'file') =>
  inProcess(
    () => {
      started.push(name)
      return createServer((_, response) => response.end(name))
    },
    { scope },
  )

const test = withServices({
  api: service('api', 'run'),
  own: service('own', 'test'),
  unused: service('unused', 'run'),
})

// One test looks back at the one before it.
describe('a test with services', { shuffle: false }, () => {
  const urls: string[] = []

  test('has the handle of each service that it uses, started before it', async ({ api }) => {
    expect(started).toContain('api')
    expect(await (await api.fetch('/')).text()).toBe('api')
  })

  test('has a service of its own', async ({ own }) => {
    urls.push(own.url)
    expect(await (await own.fetch('/')).text()).toBe('own')
  })

  test('has another one than the test before, whose service is gone, and the same shared one', async ({ own, api }) => {
    expect(own.url).not.toBe(urls[0])
    await expect(fetch(urls[0] ?? '')).rejects.toThrow('fetch failed')
    expect(await (await api.fetch('/')).text()).toBe('api')
    expect(started.filter((name) => name === 'api')).toHaveLength(1)
  })

  // The fixtures of the file have ended only after all of its hooks.
  afterAll(() => expect(started).not.toContain('unused'))
})

describe('services for a suite that keeps its own `test`', () => {
  const services = setupServices({ held: service('held', 'file'), other: service('other', 'file') }, 'held')

  plain('are up, and only those that were named', async () => {
    expect(await (await services.held.fetch('/')).text()).toBe('held')
    expect(started).not.toContain('other')
  })
})

plain.each([[undefined], [{}], [{ api: 'node server.js' }]])('%j is no record of services', (services) => {
  expect(() => withServices(services as Services)).toThrow(TypeError)
})
