import { expect, test } from 'vitest'
import {
  command,
  defineService,
  defineServices,
  inProcess,
  override,
  reservePort,
  type ServiceDefinition,
  task,
} from '../../src/index'
import { checkAdapterOptions, servicesRule } from '../../src/definition/services-option'
import { listDefinition } from '../../src/definition/service-listing'
import { planHeldServices } from '../../src/worker/held-services'

const db = defineService({ start: () => ({}) })
const api = command('node server.js', { needs: { db } })
const needs = db as never

const constructors: readonly [string, () => ServiceDefinition][] = [
  ['command()', () => command('node server.js {db.url} {stats.url}', { needs })],
  ['command() with a reserved port', () => command('node server.js', { needs, port: reservePort() })],
  ['task()', () => task('node migrate.js', { needs })],
  ['task() of a function', () => task(() => {}, { needs })],
  ['inProcess()', () => inProcess(() => () => {}, { needs })],
  ['inProcess() with a reserved port', () => inProcess(() => () => {}, { needs, port: reservePort() })],
  ['defineService()', () => defineService({ needs, start: () => ({}) })],
  ['override()', () => override(api, { needs })],
]

test.each(constructors)(
  '%s answers one definition in place of an object of them with the object to write',
  (_, make) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(
      /^Expected `needs` to be an object of definitions, got one definition: write `needs: \{ name: definition \}`, as in `needs: \{ db \}`$/,
    )
  },
)

test.each([[[db]], ['db'], [Promise.resolve({ db })]])('an array, a name or a promise is answered too: %o', (wrong) => {
  const expected = 'Expected `needs` to be an object of definitions, as in `needs: { db }`, got '
  expect(() => command('node server.js', { needs: wrong as never })).toThrow(expected)
  expect(() => override(api, { needs: wrong as never })).toThrow(expected)
})

test('one definition is no list of services', () => {
  const answer =
    'Expected `services` to be an object of definitions, got one definition: write `{ name: definition }`, as in `{ db }`'
  expect(() => defineServices(db as never)).toThrow(answer)
  expect(() => planHeldServices(db as never, ['db'], { testFile: () => undefined, place: {} })).toThrow(answer)
})

test('one definition is no path of a services file', () => {
  expect(() => checkAdapterOptions({ services: db as never }, { services: servicesRule })).toThrow(
    'Expected `services` to be the path of a services file, got the services',
  )
})

test.each([
  ['vitest.config.ts.timestamp-1796033153103-ad907eba702c1.mjs', "'./services.ts' }), a file that has"],
  ['jest.config.js', "'./services.ts' }), a file that has"],
  ['portside.config.ts', "portside.config.ts' })"],
  ['services.mjs', "services.mjs' })"],
])('services from %s in place of a path are answered with %s', (file, answer) => {
  const service = defineService({ start: () => ({}) })
  listDefinition(service, { name: 'api', file: `/shop/${file}` })
  const check = () => checkAdapterOptions({ services: { api: service } as never }, { services: servicesRule })
  expect(check).toThrow(answer)
})

test('a value whose getter throws is described like any other that is no definition', () => {
  const hostile = {
    get url() {
      throw new Error('thrown by the value')
    },
  }
  expect(() => defineServices({ api: hostile as never })).toThrow(
    /^Expected `api` to be a service definition, got \{ url: \[Getter\] \}/,
  )
})
