import type { RunnerName } from '../../../packages/core/src/worker/runner-version'
import {
  jestFiles,
  nextJestFiles,
  nextPlaywrightFiles,
  nextRunner,
  nextVitestFiles,
  nodeTestFiles,
  playwrightFiles,
  vitestFiles,
} from './project-files'

/** A project of a user, before portside is added to it. */
export interface MatrixProject {
  readonly name: string
  /** The package of its test runner, as `portside doctor` names it, and the version. */
  readonly runner?: readonly [name: RunnerName, version: string]
  /** The packages that are installed besides the runner, instead of the usual ones. */
  readonly dependencies?: Readonly<Record<string, string>>
  /** The version of Vite, a peer of Vitest 5 that yarn does not install. The newest has been there with an optional dependency that no registry had. */
  readonly vite?: string
  readonly files: Readonly<Record<string, string>>
  /** Runs its tests. */
  readonly test: readonly string[]
  /** Runs its tests without a configuration, where a version that is not supported has to be noticed as well. */
  readonly testAlone?: readonly string[]
  /** Whether portside supports the version; else the run of its tests has to say that it does not. */
  readonly isSupported: boolean
  /** The major version of Node.js that it needs, where that is not the oldest that portside supports. */
  readonly node?: 22
  /** The version of the runner in the root of a workspace, where the project is one package of it. */
  readonly rootVersion?: string
  /** The version that the runner is upgraded to in the end. */
  readonly upgrade?: string
}

const plain = '--config=plain.config.mjs'
const vitest = {
  files: vitestFiles,
  test: ['vitest', 'run'],
  testAlone: ['vitest', 'run', plain],
  isSupported: true,
} as const
const jest = { files: jestFiles, test: ['jest'], testAlone: ['jest', plain], isSupported: true } as const
const playwright = {
  files: playwrightFiles,
  test: ['playwright', 'test'],
  testAlone: ['playwright', 'test', plain],
  isSupported: true,
} as const

const next = { test: ['node', 'run-next.mjs'], isSupported: false } as const

/** Every project of the matrix. */
export const projects: readonly MatrixProject[] = [
  { name: 'Vitest 0.34', ...vitest, runner: ['vitest', '0.34.6'], isSupported: false },
  { name: 'Vitest 3', ...vitest, runner: ['vitest', '3.2.7'], upgrade: '4.1.12', vite: '~7.3.8' },
  { name: 'Vitest 4', ...vitest, runner: ['vitest', '4.1.12'], vite: '~8.3.8' },
  {
    name: 'Vitest 5',
    ...vitest,
    runner: ['vitest', '5.1.2'],
    node: 22,
    vite: '~8.3.8',
    dependencies: { '@types/node': '^22.0.0' },
  },
  {
    name: 'Vitest 3 beside 4',
    ...vitest,
    runner: ['vitest', '3.2.7'],
    rootVersion: '4.1.12',
    vite: '~7.3.8',
  },
  { name: 'Vitest 99', ...next, runner: ['vitest', `file:${nextRunner}`], files: nextVitestFiles },
  { name: 'Jest 27', ...jest, runner: ['jest', '27.5.1'], isSupported: false },
  { name: 'Jest 29', ...jest, runner: ['jest', '29.7.0'] },
  { name: 'Jest 30', ...jest, runner: ['jest', '30.5.2'] },
  { name: 'Jest 99', ...next, runner: ['jest', `file:${nextRunner}`], files: nextJestFiles },
  { name: 'Playwright Test 1.49', ...playwright, runner: ['@playwright/test', '1.49.1'], isSupported: false },
  { name: 'Playwright Test 1.50', ...playwright, runner: ['@playwright/test', '1.50.1'] },
  { name: 'Playwright Test 1.65', ...playwright, runner: ['@playwright/test', '1.65.1'] },
  {
    name: 'Playwright Test 99',
    ...next,
    runner: ['@playwright/test', `file:${nextRunner}`],
    files: nextPlaywrightFiles,
  },
  { name: 'nothing', files: nodeTestFiles, test: ['node', '--test', 'health.test.mjs'], isSupported: true },
]
