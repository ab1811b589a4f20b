import { afterEach, expect, test, vi } from 'vitest'
import { createDefinition } from '../../src/definition/create-definition'
import { defineServices } from '../../src/definition/define-services'
import type { ServiceScope } from '../../src/contract/service-scope'
import type { TestEvent, TestFailure } from '../../src/contract/start-context'
import type { ServiceLink } from '../../src/contract/service-link'
import { currentSession } from '../../src/worker/session'
import { testTurns, wordsText } from '../../src/worker/test-turns'

afterEach(() => vi.unstubAllEnvs())

/** A service that records the moments of tests, and doubles numbers where it runs. */
function follower(events: TestEvent[], scope: ServiceScope = 'worker', fault?: string) {
  const make = () =>
    createDefinition({
      maker: follower,
      kind: 'service',
      scope,
      followsTests: true,
      start: async () => ({
        data: {},
        calls: { double: async (number: unknown) => 2 * Number(number) },
        followTest: async (event: TestEvent) => {
          if (event.test === fault && fault !== undefined) throw new RangeError(`not before ${fault}`)
          events.push(event)
        },
        describeFailure: async ({ file, test }: TestFailure) => {
          if (test === fault) throw new RangeError('no words')
          return test === 'silent' ? '' : `${events.length} events before ${test} of ${file}`
        },
      }),
      connect: (_: unknown, link: ServiceLink) => link,
      vary: make,
    })
  return make()
}

async function acquire(services: ReturnType<typeof defineServices>, name: string) {
  const definition = services[name]
  if (definition === undefined) throw new TypeError(name)
  return currentSession().acquire(definition, { worker: '1', file: 'f' }, name)
}

test('instances that run are called with each file and test, once they run', async () => {
  vi.stubEnv('VITEST_POOL_ID', '1')
  const events: TestEvent[] = []
  const services = defineServices({ db: follower(events) })
  const turns = testTurns(services, () => 'f')
  await turns.beginFile()
  const share = await acquire(services, 'db')
  await turns.beginFile()
  ;(await turns.beginTest('one')).end()
  ;(await turns.beginTest('two')).end()
  await share.release()
  ;(await turns.beginTest('three')).end()
  expect(events).toEqual([
    { kind: 'file', file: 'f' },
    { kind: 'test', file: 'f', test: 'one' },
    { kind: 'test', file: 'f', test: 'two' },
  ])
})

test('a second test waits for the first, one within it does not, and a failure ends the turn', async () => {
  vi.stubEnv('VITEST_POOL_ID', '1')
  const events: TestEvent[] = []
  const services = defineServices({ db: follower(events, 'worker', 'broken') })
  const share = await acquire(services, 'db')
  const turns = testTurns(services, () => 'f')
  const first = await turns.beginTest('first')
  ;(await turns.beginTest('first > inside')).end()
  const second = turns.beginTest('second')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(events.map(({ test: name }) => name)).toEqual(['first'])
  first.end()
  ;(await second).end()
  expect(events.map(({ test: name }) => name)).toEqual(['first', 'second'])
  await expect(turns.beginTest('broken')).rejects.toThrow('not before broken')
  ;(await turns.beginTest('last')).end()
  await share.release()
})

test('services of which none follows tests cost nothing, and do not wait for each other', async () => {
  const turns = testTurns({}, () => 'f')
  await turns.beginTest('first')
  ;(await turns.beginTest('second')).end()
})

test('a handle calls functions of its instance, and a wrong name is a TypeError', async () => {
  const services = defineServices({ db: follower([]) })
  const share = await acquire(services, 'db')
  const link = share.handle as ServiceLink
  expect(await link.call('double', 21)).toBe(42)
  await expect(link.call('missing')).rejects.toThrow(TypeError)
  await share.release()
})

test('services that follow tests describe a failure, once each', async () => {
  vi.stubEnv('VITEST_POOL_ID', '1')
  const services = defineServices({ db: follower([], 'worker', 'broken'), cache: follower([], 'file') })
  const shares = [await acquire(services, 'db'), await acquire(services, 'cache')]
  const turns = testTurns(services, () => 'f')
  const failing = await turns.beginTest('one')
  const words = await failing.describeFailure()
  failing.end()
  expect(wordsText(words)).toBe(
    '  db when the test failed:\n  | 1 events before one of f\n\n  cache when the test failed:\n  | 1 events before one of f',
  )
  const silent = await turns.beginTest('silent')
  expect(await silent.describeFailure()).toEqual([])
  silent.end()
  for (const share of shares) await share.release()
})

test('a service that cannot describe a failure is no further failure', async () => {
  vi.stubEnv('VITEST_POOL_ID', '1')
  const services = defineServices({ db: follower([], 'worker', 'one') })
  const turns = testTurns(services, () => 'f')
  const turn = await turns.beginTest('one')
  const share = await acquire(services, 'db')
  expect(await turn.describeFailure()).toEqual([{ name: 'db', text: 'RangeError: no words' }])
  turn.end()
  await share.release()
})
