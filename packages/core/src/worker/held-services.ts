import { invalidArgument, usageError, withDetails } from '@portside/errors'
import { type CallPlace, nearestNames, nearNames, originalPlace, ownPlaces, settleAll } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import { type Services, checkServices, serviceOf } from '../definition/define-services'
import { workerSlot } from '../run/environment'
import { currentSession, type AcquiredService } from './session'
import { testTurns, type TestTurns } from './test-turns'

/** Services that are acquired before a file or a test runs, and released together after it. */
export interface HeldServices {
  readonly shares: ReadonlyMap<string, AcquiredService>
  /** Starts or joins all of them at once. Rejects with the first failure, once all have settled. */
  readonly acquire: () => Promise<void>
  readonly release: () => Promise<void>
}

/** The test file that holds services. */
export interface Holder {
  /** Returns the path of the test file. */
  readonly testFile: () => string | undefined
  /** The call that asked for the services. */
  readonly place: CallPlace
}

/** Identifies the run of a test file. */
function fileKey({ testFile }: Pick<Holder, 'testFile'>): string {
  return `${process.pid}:${testFile() ?? ''}`
}

/** Makes a group of the services with these names. */
function createHeldServices(services: Services, names: readonly string[], { testFile, place }: Holder): HeldServices {
  const shares = new Map<string, AcquiredService>()
  let taken = 0
  return {
    shares,
    acquire: async () => {
      taken += 1
      const file = fileKey({ testFile })
      const keys = { worker: workerSlot(), file, test: `${file}:${taken}` }
      const pending = names.map(async (name) => {
        const definition = services[name]
        if (definition !== undefined) shares.set(name, await currentSession().acquire(definition, keys, name))
      })
      await settleAll(pending).catch((error: unknown) => {
        throw withDetails(error, { requestedAt: ownPlaces(place).map(originalPlace)[0] })
      })
    },
    release: async () => {
      const held = [...shares.values()]
      shares.clear()
      await Promise.all(held.map((share) => share.release()))
    },
  }
}

/** Returns handles by name, read when they are used: reading one throws before its service was acquired. */
function handlesOf(held: Readonly<Record<string, HeldServices>>): object {
  const handles = {}
  for (const [name, { shares }] of Object.entries(held)) {
    Object.defineProperty(handles, name, {
      enumerable: true,
      get: () => {
        const share = shares.get(name)
        if (share === undefined)
          throw usageError(
            `Expected \`${name}\` to be read in a test or a hook, after setupServices() has started it (it is called outside of tests, at the top level of the file or in a \`describe\`)`,
          )
        return share.handle
      },
    })
  }
  const names = Object.keys(held)
  return new Proxy(Object.freeze(handles), {
    get: (target, name, receiver) => {
      const near = typeof name === 'string' && !(name in target) ? nearNames(name, names) : []
      if (near.length === 0) return Reflect.get(target, name, receiver) as unknown
      throw usageError(
        `No service is called \`${String(name)}\`: did you mean ${near.map((other) => `\`${other}\``).join(' or ')}?`,
      )
    },
  })
}

/** The services that `setupServices()` of an adapter hooks into its runner. */
export interface HeldPlan {
  /** The services that are acquired before the first test of a file. */
  readonly perFile: HeldServices
  /** The services that are acquired before each test. */
  readonly perTest: HeldServices
  /** The calls around the tests of the file. */
  readonly turns: TestTurns
  /** The handles by name. */
  readonly handles: object
}

function oneOfServices(name: unknown, services: Services): string {
  const names = Object.keys(services)
  const [near] = typeof name === 'string' ? nearestNames(name, names) : []
  return `one of the services (${near === undefined ? names.join(', ') : `did you mean '${near}'?`})`
}

/**
 * Divides the services of these names (all of them if none is named) by how long a test file holds them.
 *
 * @throws TypeError when a name or a definition is wrong.
 */
export function planHeldServices(services: Services, names: readonly string[], holder: Holder): HeldPlan {
  checkServices(services)
  const wanted = names.length > 0 ? names : Object.keys(services)
  for (const name of wanted)
    if (serviceOf(services, name) === undefined) throw invalidArgument('name', oneOfServices(name, services), name)
  const isPerTest = (name: string) => services[name]?.scope === 'test'
  const perTest = createHeldServices(services, wanted.filter(isPerTest), holder)
  const others = wanted.filter((name) => !isPerTest(name))
  const perFile = createHeldServices(services, others, holder)
  const endFile = async (): Promise<void> => {
    await perFile.release()
    await currentSession().endFile()
  }
  const held = wanted.map((name) => [name, isPerTest(name) ? perTest : perFile] as const)
  const turns = testTurns(Object.fromEntries(wanted.map((name) => [name, services[name] as ServiceDefinition])), () =>
    fileKey(holder),
  )
  return { perFile: { ...perFile, release: endFile }, perTest, turns, handles: handlesOf(Object.fromEntries(held)) }
}
