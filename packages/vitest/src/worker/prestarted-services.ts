import type { Services } from '@portside/core'
import { currentSession, type TakenService, workerSlot } from '@portside/core/worker'
import { vitestApi } from './vitest-api'
import { hintAtPlugin } from './hint-at-plugin'

/** Starts what tests will ask for before their time begins. */
export interface EarlyStarts {
  /**
   * Starts these services of the file, or of one test, at once. Resolves when all have settled: who takes one that did not start gets its
   * error.
   */
  readonly begin: (names: Iterable<string>, test?: string) => Promise<void>
  /** Takes over what was begun, or starts it now. */
  readonly take: (name: string, test?: string) => Promise<TakenService>
  /** Gives back what nobody has taken over. */
  readonly end: (test?: string) => Promise<void>
}

interface EarlyStart {
  readonly test: string | undefined
  readonly share: Promise<TakenService>
  isTaken: boolean
}

/** Makes the early starts of these services, for one file after the other. */
export function createEarlyStarts(services: Services): EarlyStarts {
  const begun = new Map<string, EarlyStart>()
  return {
    begin: async (names, test) => {
      for (const name of names) {
        const key = keyOf(name, test)
        if (!begun.has(key)) begun.set(key, { test, share: start(services, name, test), isTaken: false })
      }
      await Promise.allSettled([...begun.values()].map(({ share }) => share))
    },
    take: async (name, test) => {
      const early = begun.get(keyOf(name, test))
      if (early === undefined || early.isTaken) return start(services, name, test)
      early.isTaken = true
      return early.share
    },
    end: async (test) => {
      const ended = [...begun].filter(([, early]) => early.test === test)
      for (const [key] of ended) begun.delete(key)
      const idle = ended.filter(([, { isTaken }]) => !isTaken)
      await Promise.all(idle.map(([, { share }]) => share.then(({ release }) => release()).catch(() => undefined)))
    },
  }
}

function keyOf(name: string, test = ''): string {
  return `${name} ${test}`
}

async function start(services: Services, name: string, test: string | undefined): Promise<TakenService> {
  const definition = services[name]
  if (definition === undefined) throw new TypeError(`Expected \`${name}\` to be one of the services`)
  hintAtPlugin({ [name]: definition })
  const file = `${process.pid}:${vitestApi().expect.getState().testPath ?? ''}`
  return currentSession().acquire(definition, { worker: workerSlot(), file, ...(test !== undefined && { test }) }, name)
}
