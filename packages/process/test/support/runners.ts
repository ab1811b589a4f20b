import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOutput } from '../../src/output/child-output'
import { argumentsOf } from '../../src/table/process-identity'
import { readProcessTable } from '../../src/table/process-table'
import { buildRunner } from './build-runner'
import { survivorsOf } from './is-there'
import { pidsOf } from './pids-of'
import { until } from './until'

/** Programs that use the package, built into a folder of their own. */
export interface Runners {
  /** Starts one that ends in the given way, with one child; resolves when that is up. */
  start(ending: string, argv: readonly string[], env?: NodeJS.ProcessEnv): Promise<StartedRunner>
  /** The command of one, for who starts it by itself. */
  command(directory: string, ending: string, argv: readonly string[]): readonly string[]
  /** The folder that a runner writes its ledger to. */
  readonly ledger: string
  /** Removes the folder. */
  remove(): void
}

/** A runner, the processes of its child, and the directory that it has guarded something in. */
export interface StartedRunner {
  readonly runner: ChildProcess
  readonly pids: readonly number[]
  readonly directory: string
}

/** Builds the runner. */
export async function prepareRunners(): Promise<Runners> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'portside-runners-'))
  const program = await buildRunner(join(folder, 'build'))
  const ledger = join(folder, 'ledger')
  const command = (directory: string, ending: string, argv: readonly string[]): readonly string[] => [
    process.execPath,
    program,
    directory,
    ending,
    JSON.stringify(argv),
  ]
  const start: Runners['start'] = async (ending, argv, env = {}) => {
    const directory = mkdtempSync(join(folder, 'run-'))
    mkdirSync(directory, { recursive: true })
    const [node = '', ...args] = command(directory, ending, argv)
    const runner = spawn(node, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TEST_LEDGER: ledger, ...env },
    })
    const output = createOutput()
    runner.stdout.on('data', output.write)
    return { runner, pids: await pidsOf({ output }), directory }
  }
  return { start, command, ledger, remove: () => rmSync(folder, { recursive: true }) }
}

/** The process id of the runner's warden; 0 when there is none. */
export async function wardenOf(runner: ChildProcess): Promise<number> {
  const children = (await readProcessTable()).filter(({ ppid }) => ppid === runner.pid)
  return children.find((entry) => argumentsOf(entry).includes('portside-warden'))?.pid ?? 0
}

/** Waits until none of these processes lives and the directory is empty. */
export async function expectNothingLeft({ pids, directory }: Omit<StartedRunner, 'runner'>): Promise<void> {
  await until('nothing is left', () => survivorsOf(pids).length === 0 && readdirSync(directory).length === 0)
}
