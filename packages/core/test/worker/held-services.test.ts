import { expect, test } from 'vitest'
import { planHeldServices } from '../../src/worker/held-services'
import { checkServices } from '../../src/definition/define-services'
import { defineServices, inProcess, type Services } from '../../src'

const api = inProcess(() => (_, response) => response.end())
const plan = (services: unknown, names: readonly string[] = []) =>
  planHeldServices(services as Services, names, { testFile: () => undefined, place: {} })

test.each(['nope', 'constructor', 'toString', '__proto__'])('a name that no service has is refused: %s', (name) => {
  expect(() => plan({ api }, [name])).toThrow(`Expected \`name\` to be one of the services (api), got '${name}'`)
  expect(() => plan({ api }, ['apj'])).toThrow("one of the services (did you mean 'api'?), got 'apj'")
  expect(() => plan({ api }, ['api'])).not.toThrow()
})

test.each([[{}], [null], [undefined], [Promise.resolve({ api })], [[]], [() => ({ api })]])(
  'what lists no service is refused: %o',
  (services) => {
    for (const check of [plan, checkServices, defineServices as (services: unknown) => void]) {
      expect(() => check(services)).toThrow(TypeError)
      expect(() => check(services)).toThrow('Expected `services` to be an object of')
    }
  },
)

test.each([
  ['default', 'write `services.default` in its place, or import the default export'],
  ['services', 'write `services.services` in its place'],
])('a module in place of the list that it exports as %s is refused with the way to it', (name, way) => {
  const module = { [name]: defineServices({ api }) }
  for (const check of [plan, checkServices, defineServices as (services: unknown) => void])
    expect(() => check(module)).toThrow(
      new TypeError(
        `Expected \`services\` to be an object of definitions, got one that has them in \`${name}\`: ${way}`,
      ),
    )
})

test('a handle that is read before its service was started is answered with where and when to read it', () => {
  const handles = plan({ web: api }).handles as Record<string, unknown>
  expect(() => handles['web']).toThrow(
    'Expected `web` to be read in a test or a hook, after setupServices() has started it (it is called outside of tests, at the top level of the file or in a `describe`)',
  )
})

test('a handle whose name is misspelt is answered with the one that there is', () => {
  const handles = plan({ web: api, queue: api }).handles as Record<string, unknown>
  expect(() => handles['wbe']).toThrow('No service is called `wbe`: did you mean `web`?')
  // Runners look for such names in all that they show.
  expect([handles['then'], handles['toJSON'], handles['asymmetricMatch'], 'wbe' in handles]).toEqual([
    undefined,
    undefined,
    undefined,
    false,
  ])
  expect(Object.keys(handles)).toEqual(['web', 'queue'])
})
