// The one file of this package that reads and sets environment variables.

type Environment = Readonly<Record<string, string | undefined>>

/** Where a run's supervisor listens: set by whoever started it, read by the workers. */
export const supervisorVariable = 'PORTSIDE_SUPERVISOR'

/** What the listen hook's script reads in the children. */
export const hookVariable = 'PORTSIDE_LISTEN_HOOK'

// What runners put there for themselves. Vite's names are common words, so they go only where Vitest is at work, and those of colours only
// where Playwright Test, which sets them for its own reporters, is.
const ownPrefixes = ['PORTSIDE_', 'VITEST', 'JEST_', 'NODE_TEST_', 'TEST_WORKER_INDEX', 'TEST_PARALLEL_INDEX']
const viteNames = new Set(['BASE_URL', 'MODE', 'DEV', 'PROD', 'SSR', 'TEST'])
const playwrightNames = new Set(['FORCE_COLOR', 'DEBUG_COLORS'])

/** The environment of this process without what test runners and portside put into it for themselves. */
export function inheritedEnvironment(environment: Environment = process.env): Record<string, string> {
  const isVitest = environment['VITEST'] !== undefined
  const isPlaywright = environment['TEST_WORKER_INDEX'] !== undefined
  const isOwn = (name: string) =>
    ownPrefixes.some((prefix) => name.startsWith(prefix)) ||
    (isVitest && viteNames.has(name)) ||
    (isPlaywright && playwrightNames.has(name))
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !isOwn(name))
  return Object.fromEntries(kept) as Record<string, string>
}

/** The value of the variable that tells where the supervisor listens. */
export function supervisorAddressText(): string | undefined {
  return process.env[supervisorVariable]
}

/** The file into which a run writes what it started, as JSON; unset by default. */
export function reportFile(): string | undefined {
  return process.env['PORTSIDE_REPORT']
}

/** Has this process, and those that it starts, keep the output of services in `folder`. */
export function keepOutputIn(folder: string): void {
  setVariables({ PORTSIDE_OUTPUT: folder })
}

/** The folder in which the output of services is kept; unset by default. */
export function outputFolder(): string | undefined {
  return process.env['PORTSIDE_OUTPUT']
}

/** The folder that this user's state is kept in, if the environment says so. */
export function stateFolder(): string | undefined {
  return process.env['XDG_STATE_HOME'] ?? (process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined)
}

// Vitest's pool id, Jest's worker id, Playwright Test's parallel index, and what Node.js 24 has: all of them name the slot, not the process.
const slotNames = ['VITEST_POOL_ID', 'JEST_WORKER_ID', 'TEST_PARALLEL_INDEX', 'NODE_TEST_WORKER_ID']

/** This worker's slot, as its runner names it. Older versions of Node.js run files side by side without naming any: each has its own. */
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
