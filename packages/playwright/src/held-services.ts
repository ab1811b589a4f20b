import { usageError } from '@portside/errors'
import { setImmediate } from 'node:timers/promises'
import type { TestInfo } from '@playwright/test'
import type { ServiceDefinition, Services } from '@portside/core'
import { currentSession, hintAtSharing, type ScopeKeys, type AcquiredService, workerSlot } from '@portside/core/worker'

const sharing = {
  each: 'worker',
  how: "name its file in playwright.config.ts: defineConfig(portside({ services: './services.ts' }), …), with import { portside } from 'portside/playwright'",
}

/** The services that a worker holds: one instance of each at a time, since it runs one test after the other. */
export interface HeldServices {
  /** Begins a test of a file: releases the services of the previous file. */
  readonly beginFile: (file: string) => Promise<void>
  /** Starts or joins a service, unless it is held. Those of a file or a test need the test that acquires them. */
  readonly acquire: (name: string, test?: TestInfo) => Promise<AcquiredService>
  /** Releases the held services of this scope, once those that are being started have started. */
  readonly release: (scope: 'file' | 'test') => Promise<void>
  /** Releases the started services of this scope, or of all, and waits for no others: this worker runs no further test. */
  readonly abandon: (scope?: 'test') => Promise<void>
}

/** Returns whether a service may be held until the worker ends; the others are released earlier. */
export function isOfWorker({ scope }: ServiceDefinition): boolean {
  return scope === 'run' || scope === 'worker'
}

/** Makes an empty set of held services. */
export function createHeldServices(services: Services): HeldServices {
  const held = new Map<string, Promise<AcquiredService>>()
  let file: string | undefined
  return { beginFile, acquire, release, abandon }

  async function beginFile(next: string): Promise<void> {
    if (file !== next) {
      await release('file')
      await currentSession().endFile()
    }
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
    if (definition === undefined) throw usageError(`Expected \`${name}\` to be one of the services`)
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
      // A service that starts later is released then, or at the end of this process.
      if (ready === undefined) void share.then((late) => late?.release()).catch(() => undefined)
      else await ready.release()
    })
    await Promise.all(started)
    if (scope === undefined) await currentSession().endFile()
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
