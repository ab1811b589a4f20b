import { isUsageError, namedUsageError, usageError } from '@portside/errors'
import { type CallPlace, nearestNames, ownPlaces, settleAll } from '@portside/internal'
import { isOwned } from '../contract/service-scope'
import type { ServiceShare } from '../contract/service-share'
import { serviceOf, type Services } from '../definition/define-services'
import { environmentOf, type ServicesEnvironment } from '../definition/services-environment'
import type { ServiceStore } from '../lifecycle/service-store'
import type { EnvironmentParams } from '../protocol/messages'
import type { TestEnvironment } from '../run/given-environments'
import { checkVariables } from './check-variables'
import type { ServicesLibrary } from './services-library'

/** Returns the variables of one worker; `undefined` if the services file has no `env`. */
type TestEnvironments = (params: EnvironmentParams) => Promise<TestEnvironment | undefined>

/** Makes the source of variables of a run: services are acquired by `acquire`. */
export function createTestEnvironments(
  { add, load }: Pick<ServicesLibrary, 'add' | 'load'>,
  acquire: ServiceStore['acquire'],
): TestEnvironments {
  return async ({ file, worker }) => {
    const services = await load(await add(file))
    const environment = environmentOf(services)
    if (environment === undefined) return undefined
    return evaluateEnvironment(services, environment, async (name) => {
      const definition = serviceOf(services, name)
      if (definition === undefined) throw notListed(name, Object.keys(services))
      return acquire(definition, { worker }, name)
    })
  }
}

/** Starts a service of the file, or joins it. */
type Acquire = (name: string) => Promise<ServiceShare>

/**
 * Calls `env` of a services file once the services that it reads are ready. It is called without them first, to learn their names, and again until it
 * reads no other: destructured names are started at once. Rejects with the failure of a service, or of the function itself.
 */
async function evaluateEnvironment(
  services: Services,
  { env, place }: ServicesEnvironment,
  acquire: Acquire,
): Promise<TestEnvironment> {
  const shares = new Map<string, ServiceShare>()
  try {
    for (;;) {
      const { names, outcome } = readNames(services, env, shares)
      if (names.length === 0) return { values: valuesOf(outcome, place), perWorker: perWorker(shares) }
      await settleAll(names.map(async (name) => shares.set(name, await acquire(name))))
    }
  } finally {
    // The run keeps its shared services, whether somebody holds them or not.
    await Promise.all([...shares.values()].map((share) => share.release()))
  }
}

function valuesOf(outcome: () => unknown, place: CallPlace): TestEnvironment['values'] {
  try {
    return checkVariables(outcome())
  } catch (error) {
    throw isUsageError(error) ? namedUsageError(error, 'env', ownPlaces(place)[0]) : error
  }
}

type Shares = ReadonlyMap<string, ServiceShare>

function perWorker(shares: Shares): readonly string[] {
  return [...shares].filter(([, { scope }]) => scope === 'worker').map(([name]) => name)
}

/** The services that one call has read and that are not ready, and the value or the error of the call. */
interface Reading {
  readonly names: readonly string[]
  readonly outcome: () => unknown
}

function readNames(services: Services, env: ServicesEnvironment['env'], shares: Shares): Reading {
  const missing = new Set<string>()
  const handles = handlesByName(services, (name) => {
    const share = shares.get(name)
    if (share !== undefined) return share.handle
    missing.add(name)
    return notReady
  })
  try {
    const value = env(handles)
    // An asynchronous function fails later.
    if (value instanceof Promise) value.catch(() => undefined)
    return { names: [...missing], outcome: () => value }
  } catch (error) {
    return {
      names: [...missing],
      outcome: () => {
        throw error
      },
    }
  }
}

/** Stands for the handle of a service that is not ready: all that can be read of it throws, which ends the call. */
const notReady = new Proxy(
  {},
  Object.fromEntries(['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor'].map((trap) => [trap, endCall])),
)

function endCall(): never {
  throw usageError('Expected the service to be ready')
}

/** Makes the argument of `env`: the handles of the services that live long enough, read when they are used. */
function handlesByName(services: Services, handleOf: (name: string) => unknown): Readonly<Record<string, unknown>> {
  const handles = {}
  for (const [name, { scope }] of Object.entries(services))
    Object.defineProperty(handles, name, {
      enumerable: !isOwned(scope),
      get: () => {
        if (isOwned(scope)) throw tooNarrow(name, scope)
        return handleOf(name)
      },
    })
  return new Proxy(handles, {
    get: (target, name, receiver) => {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) throw notListed(name, Object.keys(services))
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

function tooNarrow(name: string, scope: string): TypeError {
  return usageError(
    `Expected \`${name}\` to have the scope 'run' or 'worker', got '${scope}': a module reads its variables once, when a worker imports it. Set \`scope: 'worker'\` for a service of each worker, or leave \`${name}\` out of \`env\` and use its handle in tests`,
  )
}

function notListed(name: string, names: readonly string[]): TypeError {
  const [near] = nearestNames(name, names)
  const hint = near === undefined ? `listed are ${names.join(', ')}` : `did you mean \`${near}\`?`
  return usageError(`Expected \`${name}\` to be one of the services: ${hint}`)
}
