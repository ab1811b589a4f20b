import type { Services } from '../definition/define-services'
import { workerSlot } from '../run/environment'
import { currentSession, type TakenService } from './session'

/** Services that are taken before a file's or a test's work, and given back together after it. */
export interface Loan {
  readonly shares: ReadonlyMap<string, TakenService>
  /** Starts or joins all of them at once. Rejects, once all have settled, with the first failure. */
  readonly take: () => Promise<void>
  readonly giveBack: () => Promise<void>
}

/** A loan of the services of these names; `testFile` tells the file that is being run. */
export function createLoan(services: Services, names: readonly string[], testFile: () => string | undefined): Loan {
  const shares = new Map<string, TakenService>()
  let taken = 0
  return {
    shares,
    take: async () => {
      taken += 1
      const file = `${process.pid}:${testFile() ?? ''}`
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

/** Handles by name, read when they are used: reading one throws before its loan was taken. */
export function handlesOf(loans: Readonly<Record<string, Loan>>): object {
  const handles = {}
  for (const [name, { shares }] of Object.entries(loans)) {
    Object.defineProperty(handles, name, {
      enumerable: true,
      get: () => {
        const share = shares.get(name)
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
