import { printWarning } from '@portside/internal'
import { readFile } from 'node:fs/promises'
import type { Services } from '../definition/define-services'
import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceStore } from '../lifecycle/service-store'

/** The services that a run starts before they are asked for. */
export interface EagerServices {
  /** Starts the eager services of `file` in the background, once. */
  readonly startOf: (file: string) => void
  /** Records that a service was asked for: the caller learns whether it has started. */
  readonly noteAsked: (definition: ServiceDefinition) => void
  /** Starts no more services, and warns of those that did not start and that nobody has asked for. */
  readonly end: () => void
}

/** Makes the eager services of a run, which start in `store`. */
export function createEagerServices(
  store: ServiceStore,
  loadServices: (file: string) => Promise<Services>,
): EagerServices {
  const failures = new Map<ServiceDefinition, string>()
  const asked = new Set<ServiceDefinition>()
  const files = new Set<string>()
  let hasEnded = false
  return {
    startOf: (file) => {
      if (files.has(file)) return
      files.add(file)
      void startOf(file).catch(() => undefined)
    },
    noteAsked: (definition) => void asked.add(definition),
    end: () => {
      hasEnded = true
      for (const [definition, text] of failures) if (!asked.has(definition)) printWarning('PORTSIDE_EAGER', text)
    },
  }

  async function startOf(file: string): Promise<void> {
    // Loading a services file takes tens of milliseconds, which a run that asks for no service need not spend.
    if (!/\beager\b/.test(await readFile(file, 'utf8'))) return
    const services = await loadServices(file)
    for (const [name, definition] of Object.entries(services))
      if (definition.isEager && !hasEnded) void store.acquire(definition, {}, name).catch(noteFailure(name, definition))
  }

  function noteFailure(name: string, definition: ServiceDefinition): (error: unknown) => void {
    return (error) => {
      if (!hasEnded)
        failures.set(definition, `${name} is eager and did not start, which no test has noticed: ${String(error)}`)
    }
  }
}
