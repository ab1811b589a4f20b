// The one registry of this package: what wrapped configurations asked for. Jest loads the configuration and the global setup in
// one process, as two copies of this module.
const key = Symbol.for('portside.jest.registrations')

/** What one wrapped configuration asks for. */
export interface Registration {
  readonly services: string
  readonly rootDir: string
  readonly globalSetup: string | null | undefined
  readonly globalTeardown: string | null | undefined
}

/** Notes a registration; one of the same services file replaces it. */
export function addRegistration(registration: Registration): void {
  byServices().set(registration.services, registration)
}

/** All registrations of this process. */
export function registrations(): readonly Registration[] {
  return [...byServices().values()]
}

function byServices(): Map<string, Registration> {
  const holder = globalThis as { [key]?: Map<string, Registration> }
  return (holder[key] ??= new Map())
}
