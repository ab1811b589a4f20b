import { setImmediate } from 'node:timers/promises'
import type { TestInfo } from '@playwright/test'
import type { ServiceDefinition, Services } from '@portside/core'
import { currentSession, hintAtSharing, type ScopeKeys, type AcquiredService, workerSlot } from '@portside/core/worker'

const sharing = {
  each: 'worker',
  how: "name its file in the configuration: defineConfig(portside({ services: './services.ts' }), …)",
}

/** What a worker holds of services: one instance of each at a time, since it runs one test after the other. */
export interface HeldServices {
  /** Begins a test of a file: gives back what belongs to the one before. */
  readonly beginFile: (file: string) => Promise<void>
  /** Starts or joins a service, unless it is held. Those of a file or a test need the test that asks. */
  readonly acquire: (name: string, test?: TestInfo) => Promise<AcquiredService>
  /** Gives back what is held of this scope, after what is being started has started. */
  readonly release: (scope: 'file' | 'test') => Promise<void>
  /** Gives back what has started of this scope, or of all, and waits for nothing else: this worker runs no further test. */
  readonly abandon: (scope?: 'test') => Promise<void>
}

/** Whether a service may be held until the worker ends; the others are given back earlier. */
export function isOfWorker({ scope }: ServiceDefinition): boolean {
  return scope === 'run' || scope === 'worker'
}

/** Holds nothing yet. */
export function createHeldServices(services: Services): HeldServices {
  const held = new Map<string, Promise<AcquiredService>>()
  let file: string | undefined
  return { beginFile, acquire, release, abandon }

  async function beginFile(next: string): Promise<void> {
    if (file !== next) await release('file')
    file = next
  }

  async function acquire(name: string, test?: TestInfo): Promise<AcquiredService> {
    const pending = held.get(name) ?? acquireNow(name, test)
    held.set(name, pending)
    pending.catch(() => held.delete(name))
    return pending
  }

  async function acquireNow(name: string, test: TestInfo | undefined): Promise<AcquiredService> {
    const definition = services[name]
    if (definition === undefined) throw new TypeError(`Expected \`${name}\` to be one of the services`)
    const session = currentSession()
    if (!session.isSupervised) hintAtSharing(name, definition, sharing)
    return session.acquire(definition, keysOf(test), name)
  }

  async function release(scope: 'file' | 'test'): Promise<void> {
    await Promise.all(namesOf(scope).map(async (name) => (await forget(name))?.release()))
  }

  async function abandon(scope?: 'test'): Promise<void> {
    const started = namesOf(scope).map(async (name) => {
      const share = forget(name)
      const ready = await Promise.race([share, setImmediate(undefined)])
      // What comes later is given back then, or by the end of this process.
      if (ready === undefined) void share.then((late) => late?.release()).catch(() => undefined)
      else await ready.release()
    })
    await Promise.all(started)
  }

  function namesOf(scope: 'file' | 'test' | undefined): readonly string[] {
    return [...held.keys()].filter((name) => scope === undefined || services[name]?.scope === scope)
  }

  async function forget(name: string): Promise<AcquiredService | undefined> {
    const pending = held.get(name)
    held.delete(name)
    return pending?.catch(() => undefined)
  }
}

function keysOf(test: TestInfo | undefined): ScopeKeys {
  const worker = workerSlot()
  if (test === undefined) return { worker }
  const file = `${process.pid}:${test.file}`
  return { worker, file, test: `${file}:${test.testId}:${test.retry}` }
}
