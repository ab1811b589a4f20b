import { describe, expectTypeOf, test } from 'vitest'
import { command, defineServices, inProcess, override, type OwnedHandle, type ServerHandle, task } from '../src/index'
import type * as Jest from '../src/jest'
import type * as NodeTest from '../src/node-test'
import type * as Playwright from '../src/playwright'
import type * as Vitest from '../src/vitest'

const api = command('node server.js', { ports: { admin: 'lease' } })
const web = inProcess(() => () => {}, { needs: { api }, scope: 'test' })
const seed = task('node seed.js', { needs: { api } })
const ownApi = override(api, { scope: 'file' })
const services = defineServices({ api, web, seed, ownApi })

type Api = ServerHandle<'admin'>
type OwnApi = OwnedHandle<Api>

// The compiler checks these functions: none of these functions is run, so that no other runner has to be loaded into this one.
describe('handles are fully typed', () => {
  test('in Vitest', () => {
    const check = ({ withServices, setupServices }: typeof Vitest) => {
      withServices(services)('takes them', ({ api, web, ownApi, expect }) => {
        expectTypeOf(api).toEqualTypeOf<Api>()
        expectTypeOf(web).toEqualTypeOf<OwnedHandle<ServerHandle>>()
        expectTypeOf(ownApi).toEqualTypeOf<OwnApi>()
        expectTypeOf(ownApi.whileStopped(() => 1)).resolves.toEqualTypeOf<number>()
        expectTypeOf(expect).toBeFunction()
      })
      // @ts-expect-error there is no such service
      withServices(services)('takes another', ({ db }) => db)
      // @ts-expect-error a shared service cannot be stopped
      withServices(services)('stops one', ({ api }) => api.stop())
      // @ts-expect-error nor restarted
      withServices(services)('restarts one', ({ api }) => api.restart())
      // @ts-expect-error what a test has of its own is given back by itself
      withServices(services)('stops its own', ({ ownApi }) => ownApi.stop())
      expectTypeOf(setupServices(services, 'api')).toEqualTypeOf<{ readonly api: Api }>()
      expectTypeOf(setupServices(services, 'ownApi')).toEqualTypeOf<{ readonly ownApi: OwnApi }>()
      // @ts-expect-error it is shared
      expectTypeOf(setupServices(services).api.kill)
    }
    expectTypeOf(check).toBeFunction()
  })

  test('in Jest and node:test', () => {
    const check = ({ setupServices }: typeof Jest | typeof NodeTest) => {
      expectTypeOf(setupServices(services, 'api')).toEqualTypeOf<{ readonly api: Api }>()
      expectTypeOf(setupServices(services, 'ownApi')).toEqualTypeOf<{ readonly ownApi: OwnApi }>()
      expectTypeOf(setupServices(services)).toHaveProperty('web')
      // @ts-expect-error it is shared
      expectTypeOf(setupServices(services).api.restart)
      // @ts-expect-error there is no such service
      setupServices(services, 'db')
      // @ts-expect-error it was not asked for
      expectTypeOf(setupServices(services, 'api').web)
      // @ts-expect-error this is the name of a port, not of a service
      expectTypeOf(setupServices(services).admin)
      // @ts-expect-error no definition
      setupServices({ api: 'node server.js' })
    }
    expectTypeOf(check).toBeFunction()
  })

  test('in Playwright Test, by how long they may be held', () => {
    const check = ({ withServices }: typeof Playwright) => {
      const test = withServices(services, { baseURL: 'web' })
      test('takes them', ({ api, web, ownApi, page, request }, info) => {
        expectTypeOf(api).toEqualTypeOf<Api>()
        expectTypeOf(web).toEqualTypeOf<OwnedHandle<ServerHandle>>()
        expectTypeOf(ownApi).toEqualTypeOf<OwnApi>()
        expectTypeOf([page, request, info]).toBeArray()
      })
      test.beforeAll(({ api }) => expectTypeOf(api).toEqualTypeOf<Api>())
      test.extend<object, { port: number }>({ port: [({ api }, use) => use(api.port), { scope: 'worker' }] })
      // @ts-expect-error it is shared
      test('restarts one', ({ api }) => api.restart())
      // @ts-expect-error a service of a test is no worker's
      test.extend<object, { port: number }>({ port: [({ web }, use) => use(web.port), { scope: 'worker' }] })
      // @ts-expect-error there is no such service
      test('takes another', ({ db }) => db)
      // @ts-expect-error there is no such service
      withServices(services, { baseURL: 'db' })
      // @ts-expect-error a task has no URL
      withServices(services, { baseURL: 'seed' })
    }
    expectTypeOf(check).toBeFunction()
  })

  test('in configurations', () => {
    const check = (vitest: typeof Vitest, jest: typeof Jest, node: typeof NodeTest, playwright: typeof Playwright) => {
      vitest.portside({ services: './services.ts' })
      jest.portside({ services: './services.ts' }, { testTimeout: 1 }).testTimeout.toFixed()
      expectTypeOf(node.portside({ services: './services.ts' })).toHaveProperty('globalSetup')
      expectTypeOf(playwright.portside({ services: './services.ts' })).toHaveProperty('testDir')
      // @ts-expect-error not a path of a global setup
      jest.portside({ services: './services.ts' }, { globalSetup: 1 })
      // @ts-expect-error a path, not definitions
      playwright.portside({ services })
      // @ts-expect-error a path, not definitions
      node.portside({ services })
    }
    expectTypeOf(check).toBeFunction()
  })
})
