import type { HandlesOf, Services } from '@portside/core'
import { checkServices, currentSession, type ServiceShare, throwIfCrashed, workerSlot } from '@portside/core/adapter'
import { invalidArgument } from '@portside/errors'
import { jestGlobals } from './jest-globals'
import { nameCrash } from './name-crash'

// The service's own time-outs end a wait; the hook's is only a bound above them.
const hookTimeoutMs = 10 * 60_000

/**
 * Starts services before the first test of this file (those of scope `'test'` before each), and gives them back after the last.
 * Without names, all of `services`. What the run shares is then started once.
 *
 * @returns handles by name. Reading one throws before the hooks have run.
 * @throws TypeError when a name or a definition is wrong, or it is called outside of a test file.
 * @example
 * ```js
 * const { command, setupServices } = require('portside/jest')
 *
 * const services = setupServices({ api: command('node server.js', { ready: '/health' }) })
 *
 * test('is healthy', async () => {
 *   const response = await services.api.fetch('/health')
 * })
 * ```
 */
export function setupServices<
  const Definitions extends Services,
  Name extends keyof Definitions & string = keyof Definitions & string,
>(services: Definitions, ...names: readonly Name[]): HandlesOf<Pick<Definitions, Name>> {
  checkServices(services)
  const wanted: readonly string[] = names.length > 0 ? names : Object.keys(services)
  for (const name of wanted)
    if (services[name] === undefined) throw invalidArgument('name', 'one of the services', name)
  const isPerTest = (name: string) => services[name]?.scope === 'test'
  const { beforeAll, beforeEach, afterEach, afterAll } = jestGlobals()
  const perFile = createLoan(
    services,
    wanted.filter((name) => !isPerTest(name)),
  )
  const perTest = createLoan(services, wanted.filter(isPerTest))
  beforeAll(perFile.take, hookTimeoutMs)
  afterAll(perFile.giveBack, hookTimeoutMs)
  // A test whose hook fails is not run.
  beforeEach(async () => throwIfCrashed(), hookTimeoutMs)
  beforeEach(perTest.take, hookTimeoutMs)
  afterEach(nameCrash, hookTimeoutMs)
  afterEach(perTest.giveBack, hookTimeoutMs)
  return handlesOf(wanted, (name) => perFile.shares.get(name) ?? perTest.shares.get(name)) as HandlesOf<
    Pick<Definitions, Name>
  >
}

/** Services that are taken and given back together. */
interface Loan {
  readonly shares: ReadonlyMap<string, ServiceShare>
  readonly take: () => Promise<void>
  readonly giveBack: () => Promise<void>
}

function createLoan(services: Services, names: readonly string[]): Loan {
  const shares = new Map<string, ServiceShare>()
  let taken = 0
  return {
    shares,
    take: async () => {
      taken += 1
      const file = `${process.pid}:${jestGlobals().expect.getState().testPath ?? ''}`
      const keys = { worker: workerSlot(), file, test: `${file}:${taken}` }
      const pending = names.map(async (name) => {
        const definition = services[name]
        if (definition !== undefined) shares.set(name, await currentSession().acquire(definition, keys, name))
      })
      const failed = (await Promise.allSettled(pending)).find((result) => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },
    giveBack: async () => {
      const held = [...shares.values()]
      shares.clear()
      await Promise.all(held.map((share) => share.release()))
    },
  }
}

function handlesOf(names: readonly string[], shareOf: (name: string) => ServiceShare | undefined): object {
  const handles = {}
  for (const name of names) {
    Object.defineProperty(handles, name, {
      enumerable: true,
      get: () => {
        const share = shareOf(name)
        if (share === undefined)
          throw new TypeError(
            `Expected \`${name}\` to be read in a test or a hook, after setupServices() has started it`,
          )
        return share.handle
      },
    })
  }
  return Object.freeze(handles)
}
