// The only registry of this package: the requests of wrapped configurations. Jest loads the configuration and the global setup in one process, as two
// copies of this module.
import { globalState } from '@portside/internal'

/** The request of one wrapped configuration. */
export interface Registration {
  readonly services: string
  readonly rootDir: string
  readonly globalSetup: string | null | undefined
  readonly globalTeardown: string | null | undefined
}

/** Adds a registration; it replaces one of the same services file. */
export function addRegistration(registration: Registration): void {
  byServices().set(registration.services, registration)
}

/** Returns all registrations of this process. */
export function registrations(): readonly Registration[] {
  return [...byServices().values()]
}

function byServices(): Map<string, Registration> {
  return globalState('jest.registrations', () => new Map<string, Registration>())
}
