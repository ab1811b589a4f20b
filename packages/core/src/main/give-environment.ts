import { readFile, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { globalState, printWarning } from '@portside/internal'
import { mayHaveEnvironment } from '../definition/services-environment'
import type { EnvironmentParams } from '../protocol/messages'
import { inheritedAddress } from '../protocol/supervisor-address'
import { preloadVariable, restoreVariables, setTestVariables, valueBefore } from '../run/environment'
import {
  type GivenEnvironment,
  givenEnvironments,
  givenVariable,
  type TestEnvironment,
  variablesOf,
} from '../run/given-environments'
import type { Supervisor } from '../supervisor/serve-supervisor'
import { maskSecrets } from '../text/mask-secrets'
import { connectSupervisor } from '../worker/connect-supervisor'
import { ownSupervisor, supervise } from './supervise'

/**
 * Supervises as `supervise()` does, and sets the variables that `env` of the services file gives tests, in this process and in those that it starts from now
 * on: those that `variables` returns. `worker` is the slot of the runner's first worker. Called when there are tests to run. Rejects, with nothing left, when one of the services
 * does not start.
 */
export async function superviseTests(
  file: string,
  worker: string,
  variables: (environment: GivenEnvironment) => Variables = processVariables,
): Promise<() => Promise<void>> {
  const cleanUp = await supervise(file)
  const end = async (): Promise<void> => {
    restoreVariables()
    await cleanUp()
  }
  try {
    await giveEnvironment(file, worker, variables)
    return end
  } catch (error) {
    await end()
    throw error
  }
}

/** Sets the variables of tests, or sets them anew: after a restart a service may have another address. */
export async function giveEnvironment(file: string, worker: string, variables = processVariables): Promise<void> {
  const environment = await environmentOfTests(file, worker)
  if (environment !== undefined) setTestVariables(variables(environment))
}

type Variables = Readonly<Record<string, string | undefined>>

/** Returns the variables of a process that starts workers, which take those of one worker themselves. */
function processVariables(environment: GivenEnvironment): Variables {
  return { ...variablesOf(environment), ...givenVariable([environment]) }
}

/** Returns the variables of a process that may start the files of node:test, which take those of one worker by a preload. */
export function preloadedVariables(environment: GivenEnvironment): Variables {
  const preload = new URL('worker-preload.js', import.meta.url).href
  return { ...processVariables(environment), ...(environment.perWorker.length > 0 && preloadVariable(preload)) }
}

/**
 * Starts the services that `env` of a services file reads, in the run of this process or in that of `supervisor`, and returns the variables that it gives
 * the tests of one worker; `undefined` if it has none. A value that replaces another one of the shell is a warning.
 */
export async function environmentOfTests(
  file: string,
  worker: string,
  supervisor?: Supervisor,
): Promise<GivenEnvironment | undefined> {
  const path = await realpath(file)
  if (!mayHaveEnvironment(await readFile(path, 'utf8'))) return undefined
  const environment = await evaluate({ file: path, worker }, supervisor ?? (await ownSupervisor()))
  if (environment === undefined) return undefined
  // An outer run may have set them for this process.
  const given = new Set(Object.values(givenEnvironments()).flatMap(({ own }) => own))
  const { values } = environment
  const changed = Object.keys(values).filter((name) => valueBefore(name) !== (values[name] ?? undefined))
  const replaced = changed.filter((name) => !given.has(name) && valueBefore(name) !== undefined)
  warnOfReplaced(path, replaced, environment)
  return {
    ...environment,
    file: path,
    own: Object.keys(values).filter((name) => changed.includes(name) || given.has(name)),
  }
}

async function evaluate(
  params: EnvironmentParams,
  supervisor: Supervisor | undefined,
): Promise<TestEnvironment | undefined> {
  if (supervisor !== undefined) return supervisor.environment(params)
  const address = inheritedAddress()
  if (address === undefined) return undefined
  const client = await connectSupervisor(address)
  try {
    return (await client.request('environment', params)) ?? undefined
  } finally {
    client.close()
  }
}

/** Warns, in one line and once, of variables that have another value in the shell, which tests do not get. */
function warnOfReplaced(file: string, names: readonly string[], { values }: TestEnvironment): void {
  const warned = globalState('replaced-variables', () => ({ files: new Set<string>() })).files
  const [first] = names
  if (first === undefined || warned.has(file)) return
  warned.add(file)
  const given = names.map((name) => `${name}=${shown(values[name] ?? undefined)}`).join(', ')
  const fix = `\`existing: process.env.${first}\` in a definition uses the shell's`
  printWarning('PORTSIDE_ENV', `${basename(file)} gives tests ${given} instead of what the shell has: ${fix}`)
}

/** Shows a URL without its password and its query. Another value may be a secret. */
function shown(value: string | undefined): string {
  if (value === undefined) return '(none)'
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? maskSecrets(value.replace(/[?#].*$/s, '')) : '…'
}
