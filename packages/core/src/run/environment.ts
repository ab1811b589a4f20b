// The one file of this package that reads and sets environment variables.
import { withoutInspector } from './node-options'

type Environment = Readonly<Record<string, string | undefined>>

/** The variable with the address of a run's supervisor: set by the process that started it, read by the workers. */
export const supervisorVariable = 'PORTSIDE_SUPERVISOR'

/** The variable that the listen hook's script reads in the children. */
export const hookVariable = 'PORTSIDE_LISTEN_HOOK'

// Variables that runners set for themselves. Vite's names are common words, so they are removed only under Vitest. Those of colours are removed only
// under Playwright Test, which sets them for its own reporters.
const ownPrefixes = ['PORTSIDE_', 'VITEST', 'JEST_', 'NODE_TEST_', 'TEST_WORKER_INDEX', 'TEST_PARALLEL_INDEX']
const viteNames = new Set(['BASE_URL', 'MODE', 'DEV', 'PROD', 'SSR', 'TEST'])
const playwrightNames = new Set(['FORCE_COLOR', 'DEBUG_COLORS'])

/** The environment of this process without the variables that test runners and portside set for themselves, and without its debugging port. */
export function inheritedEnvironment(environment: Environment = process.env): Record<string, string> {
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
