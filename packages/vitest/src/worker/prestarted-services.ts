import { usageError } from '@portside/errors'
import type { Services } from '@portside/core'
import { currentSession, type AcquiredService, workerSlot } from '@portside/core/worker'
import { vitestApi } from './vitest-api'
import { hintAtPlugin } from './hint-at-plugin'

/** Starts the services of tests before their time begins. */
export interface PrestartedServices {
  /**
   * Starts these services of the file, or of one test, at once. Resolves when all have settled; a test that acquires one that did not start gets its
   * error.
   */
  readonly prestart: (names: Iterable<string>, test?: string) => Promise<void>
  /** Takes over a start that has begun, or starts the service now. */
  readonly acquire: (name: string, test?: string) => Promise<AcquiredService>
  /** Releases the services that were not taken over: of a test, or of the file when it ends. */
  readonly end: (test?: string) => Promise<void>
}

interface EarlyStart {
  readonly test: string | undefined
  readonly share: Promise<AcquiredService>
  isTaken: boolean
}

/** Makes the early starts of these services, for one file after the other. */
export function createPrestartedServices(services: Services): PrestartedServices {
  const begun = new Map<string, EarlyStart>()
  return {
    prestart: async (names, test) => {
      for (const name of names) {
        const key = keyOf(name, test)
        if (!begun.has(key)) begun.set(key, { test, share: start(services, name, test), isTaken: false })
      }
      await Promise.allSettled([...begun.values()].map(({ share }) => share))
    },
    acquire: async (name, test) => {
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
      if (test === undefined) await currentSession().endFile()
    },
  }
}

function keyOf(name: string, test = ''): string {
  return `${name} ${test}`
}

async function start(services: Services, name: string, test: string | undefined): Promise<AcquiredService> {
  const definition = services[name]
  if (definition === undefined) throw usageError(`Expected \`${name}\` to be one of the services`)
  hintAtPlugin({ [name]: definition })
  const file = `${process.pid}:${vitestApi().expect.getState().testPath ?? ''}`
  return currentSession().acquire(definition, { worker: workerSlot(), file, ...(test !== undefined && { test }) }, name)
}
