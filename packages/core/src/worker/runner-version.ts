// The versions of test runners that the adapters support. They are checked here and declared nowhere: npm refuses to install beside a peer of another
// version.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PortsideError } from '@portside/errors'

/** The supported versions of a test runner: from one, as `[major, minor]`, up to a major. */
export interface SupportedRunner {
  readonly from: readonly [major: number, minor: number]
  readonly to: number
  /** These versions in words. */
  readonly versions: string
  /** A version to install, which runs on every supported Node.js. */
  readonly install: string
}

/** The name of a test runner's package. */
export type RunnerName = 'vitest' | 'jest' | '@playwright/test'

/** An installed test runner. */
export interface FoundRunner {
  readonly version: string
  readonly folder: string
}

/** The supported versions of each runner. */
export const supportedRunners: Readonly<Record<RunnerName, SupportedRunner>> = {
  vitest: { from: [3, 2], to: 5, versions: '3.2, 4 and 5', install: 'vitest@4' },
  jest: { from: [29, 0], to: 30, versions: '29 and 30', install: 'jest@30' },
  '@playwright/test': { from: [1, 50], to: 1, versions: '1.50 and newer 1.x', install: '@playwright/test@1' },
}

/**
 * Finds a test runner from a folder of the project and checks its version. If none is found, nothing is checked.
 *
 * @throws PortsideError with the code `E_UNSUPPORTED_RUNNER` when its version is not supported.
 */
export function checkRunner(name: RunnerName, folder: string = process.cwd()): void {
  const runner = findRunner(name, folder)
  if (runner === undefined || isSupported(name, runner.version)) return
  const { versions, install, to } = supportedRunners[name]
  const isNewer = Number.parseInt(runner.version, 10) > to
  throw new PortsideError({
    code: 'E_UNSUPPORTED_RUNNER',
    summary: `${name} ${runner.version} is not supported, ${versions} are`,
    evidence: [`Found in ${runner.folder}`],
    hints: [
      `Install a supported version: \`npm install --save-dev ${install}\`.`,
      ...(isNewer ? ['Or a portside that supports this one: `npm install --save-dev portside@latest`.'] : []),
    ],
  })
}

/** Whether a version of a runner, such as `4.1.12`, is supported. */
export function isSupported(name: RunnerName, version: string): boolean {
  const { from, to } = supportedRunners[name]
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major > from[0] ? major <= to : major === from[0] && minor >= from[1]
}

/** Finds the test runner of a project: in the nearest `node_modules` from `folder` upwards, or where Plug'n'Play keeps it. */
export function findRunner(name: string, folder: string): FoundRunner | undefined {
  return process.versions['pnp'] === undefined ? inNodeModules(name, folder) : underPlugAndPlay(name, folder)
}

// Searches only folders, as `import` does: package managers put more into NODE_PATH, which only `require()` knows.
function inNodeModules(name: string, folder: string): FoundRunner | undefined {
  const found = readRunner(join(folder, 'node_modules', name))
  const parent = dirname(folder)
  return found !== undefined || parent === folder ? found : inNodeModules(name, parent)
}

function underPlugAndPlay(name: string, folder: string): FoundRunner | undefined {
  try {
    return readRunner(dirname(createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`)))
  } catch {
    return undefined
  }
}

/** A test that mocks functions of `fs` may replace what is read. */
function readRunner(folder: string): FoundRunner | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown }
    return typeof version === 'string' ? { version, folder } : undefined
  } catch {
    return undefined
  }
}
