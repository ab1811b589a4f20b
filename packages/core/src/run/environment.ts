// The one file of this package that reads and sets environment variables.
import { globalState } from '@portside/internal'
import { withoutInspector } from './node-options'

type Environment = Readonly<Record<string, string | undefined>>

/** The variable with the address of a run's supervisor: set by the process that started it, read by the workers. */
export const supervisorVariable = 'PORTSIDE_SUPERVISOR'

/** The variable with what `env` of services files gives the tests of a run: set by the main process of a runner, read by the workers. */
export const testEnvironmentVariable = 'PORTSIDE_ENVIRONMENT'

/** The variable that the listen hook's script reads in the children. */
export const hookVariable = 'PORTSIDE_LISTEN_HOOK'

// Variables that runners set for themselves. Vite's names are common words, so they are removed only under Vitest. Those of colours are removed only
// under Playwright Test, which sets them for its own reporters.
const ownPrefixes = ['PORTSIDE_', 'VITEST', 'JEST_', 'NODE_TEST_', 'TEST_WORKER_INDEX', 'TEST_PARALLEL_INDEX']
const viteNames = new Set(['BASE_URL', 'MODE', 'DEV', 'PROD', 'SSR', 'TEST'])
const playwrightNames = new Set(['FORCE_COLOR', 'DEBUG_COLORS'])

/**
 * The environment of this process without the variables that test runners and portside set for themselves, and without its debugging port. Variables
 * that are set for tests have the values from before: a service gets its own by its option `env`.
 */
export function inheritedEnvironment(environment: Environment = withoutTestVariables()): Record<string, string> {
  const isVitest = environment['VITEST'] !== undefined
  const isPlaywright = environment['TEST_WORKER_INDEX'] !== undefined
  const isOwn = (name: string) =>
    ownPrefixes.some((prefix) => name.startsWith(prefix)) ||
    (isVitest && viteNames.has(name)) ||
    (isPlaywright && playwrightNames.has(name))
  const { NODE_OPTIONS, ...others } = environment
  const nodeOptions = NODE_OPTIONS && withoutInspector(NODE_OPTIONS)
  const kept = Object.entries(others).filter(([name, value]) => value !== undefined && !isOwn(name))
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    ...(nodeOptions ? { NODE_OPTIONS: nodeOptions } : {}),
  }
}

/** The value of the variable with the address of the supervisor. */
export function supervisorAddressText(): string | undefined {
  return process.env[supervisorVariable]
}

/** Whether this is a run of continuous integration: the variable `CI` is set, and not to a word for no. */
export function isInCi(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '')
}

/** The file to which a run writes the services that it started, as JSON; unset by default. */
export function reportFile(): string | undefined {
  return process.env['PORTSIDE_REPORT']
}

/** Makes this process, and those that it starts, keep the output of services in `folder`. */
export function keepOutputIn(folder: string): void {
  setVariables({ PORTSIDE_OUTPUT: folder })
}

/** Whether a failure that is inferred while a process of the service lives is only printed, and the wait goes on. @default false */
export function isLenient(): boolean {
  return process.env['PORTSIDE_LENIENT'] === '1'
}

/** The folder in which the output of services is kept; unset by default. */
export function outputFolder(): string | undefined {
  return process.env['PORTSIDE_OUTPUT']
}

/** The folder for this user's state, if the environment names one. */
export function stateFolder(): string | undefined {
  return process.env['XDG_STATE_HOME'] ?? (process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined)
}

/** The folders for what is kept between runs, as the environment names them: portside's own, and that of all programs. */
export function cacheHome(): { readonly own: string | undefined; readonly shared: string | undefined } {
  const local = process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined
  return { own: process.env['PORTSIDE_CACHE'], shared: process.env['XDG_CACHE_HOME'] ?? local }
}

/** The folder for this user's files of one session, if the environment names one. */
export function runtimeFolder(): string | undefined {
  return process.env['XDG_RUNTIME_DIR'] || undefined
}

// Vitest's pool id, Jest's worker id, Playwright Test's parallel index, and the worker id of Node.js 24: all of them name the slot, not the process.
const slotNames = ['VITEST_POOL_ID', 'JEST_WORKER_ID', 'TEST_PARALLEL_INDEX', 'NODE_TEST_WORKER_ID']

/** This worker's slot, as its runner names it. Older versions of Node.js run files in parallel without naming slots: each file then has its own. */
export function workerSlot(): string {
  const slot = slotNames.map((name) => process.env[name]).find((value) => value !== undefined)
  return slot ?? (process.env['NODE_TEST_CONTEXT'] === undefined ? '1' : `pid-${process.pid}`)
}

/** Sets variables for this process and those that it starts; `undefined` removes one. */
export function setVariables(variables: Environment): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** The values that variables had before they were set for tests. */
function valuesBefore(): Map<string, string | undefined> {
  return globalState('values-before', () => ({ values: new Map<string, string | undefined>() })).values
}

function withoutTestVariables(): Environment {
  return { ...process.env, ...Object.fromEntries(valuesBefore()) }
}

/** Sets variables for tests in this process and those that it starts from now on, except services. */
export function setTestVariables(variables: Environment): void {
  const before = valuesBefore()
  for (const name of Object.keys(variables)) if (!before.has(name)) before.set(name, process.env[name])
  setVariables(variables)
}

/** Gives the variables that were set for tests the values from before. */
export function restoreVariables(): void {
  setVariables(Object.fromEntries(valuesBefore()))
  valuesBefore().clear()
}

/** Returns the value of a variable, as it was before it was set for tests. */
export function valueBefore(name: string): string | undefined {
  return withoutTestVariables()[name]
}

/** The value of the variable with what services files give tests. */
export function testEnvironmentText(): string | undefined {
  return process.env[testEnvironmentVariable]
}

/** Returns whether one of these variables has this value. */
export function hasValue(value: unknown, names: readonly string[]): boolean {
  return names.some((name) => process.env[name] === value)
}

/** Returns the variable that makes processes of Node.js preload an ES module. */
export function preloadVariable(url: string): Environment {
  const { NODE_OPTIONS: options = '' } = process.env
  return { NODE_OPTIONS: options.includes(url) ? options : `${options} --import=${url}`.trim() }
}

/** Makes the processes that this one starts preload that module no more. */
export function dropPreload(url: string): void {
  const options = process.env['NODE_OPTIONS']?.replace(`--import=${url}`, '').trim()
  setVariables({ NODE_OPTIONS: options || undefined })
}

/** Returns whether this process is a worker of Playwright Test, or runs a test file of node:test. */
export function isRunnerWorker(): boolean {
  const { TEST_PARALLEL_INDEX: index, NODE_TEST_CONTEXT: context } = process.env
  return index !== undefined || (context?.startsWith('child') ?? false)
}
