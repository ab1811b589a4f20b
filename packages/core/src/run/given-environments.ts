// Variables that services files give tests, on their way from the main process of a runner to its workers.
import { hasValue, testEnvironmentText, testEnvironmentVariable } from './environment'

/** The variables that a services file gives the tests of one worker. */
export interface TestEnvironment {
  /** Their values; `null` removes a variable. */
  readonly values: Readonly<Record<string, string | null>>
  /** The names of the services of scope `'worker'` from which they come: other workers have other values. */
  readonly perWorker: readonly string[]
}

/** The variables of tests, as the main process passes them on. */
export interface GivenEnvironment extends TestEnvironment {
  /** The real path of the services file. */
  readonly file: string
  /** The names of those that the shell does not have, or with another value. */
  readonly own: readonly string[]
}

/** Returns the variables for `process.env`. */
export function variablesOf({ values }: TestEnvironment): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined]))
}

/** Returns what this run gives its tests, by the services file that gives it; nothing outside of a run. */
export function givenEnvironments(): Readonly<Record<string, GivenEnvironment>> {
  return parse(testEnvironmentText() ?? '{}')
}

/** Makes the environment variable that carries what this run gives its tests, with what more services files give. */
export function givenVariable(environments: readonly GivenEnvironment[]): Readonly<Record<string, string>> {
  const added = Object.fromEntries(environments.map((environment) => [environment.file, environment]))
  return { [testEnvironmentVariable]: JSON.stringify({ ...givenEnvironments(), ...added }) }
}

/**
 * Returns the option `existing` of a definition, unless its value is that of a variable which the run gives its tests, and not the user: a worker that
 * loads the services file finds the run's own address in `process.env`.
 */
export function unlessGiven<Existing>(existing: Existing): Existing | undefined {
  if (!existing) return existing
  const names = Object.values(givenEnvironments()).flatMap(({ own }) => own)
  const values: readonly unknown[] = typeof existing === 'object' ? Object.values(existing) : [existing]
  return values.some((value) => typeof value === 'string' && hasValue(value, names)) ? undefined : existing
}

/** Text that the main process of no runner has made is as none: the variables are missing, and what reads them says so. */
function parse(text: string): Readonly<Record<string, GivenEnvironment>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, GivenEnvironment>>
  } catch {
    return {}
  }
}
