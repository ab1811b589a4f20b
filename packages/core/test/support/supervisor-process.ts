import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SupervisorAddress } from '../../src/protocol/supervisor-address'
import { builtPackage } from './built-package'

/** A process, the lines that it prints, and its end. */
export interface Program {
  readonly child: ChildProcess
  /** The next line that it prints. */
  readonly line: () => Promise<string>
  readonly ended: Promise<unknown>
}

/** A supervisor in a process of its own, as the main process of a runner is. */
export interface SupervisorProcess extends Program {
  readonly address: SupervisorAddress
  /** The services file. */
  readonly file: string
  /** A folder of this run. */
  readonly folder: string
  /** Starts a worker process: see `test/programs/ask.mjs`. */
  readonly startWorker: () => Program
  /** Kills what still runs, and removes the folder. */
  readonly remove: () => Promise<void>
}

/** Starts a supervisor for a services file with this text, in which `portside` is the package's file and `folder` that of the run. */
export async function startSupervisor(text: string): Promise<SupervisorProcess> {
  const built = await builtPackage()
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const file = join(folder, 'services.mjs')
  writeFileSync(
    file,
    `import * as portside from ${JSON.stringify(built)}\nconst folder = ${JSON.stringify(folder)}\n${text}`,
  )
  const started: Program[] = []
  const startHere = (name: string, entry: string, env: NodeJS.ProcessEnv = {}) => {
    const program = startProgram([programPath(name), join(dirname(built), entry), file], env)
    started.push(program)
    return program
  }
  const supervisor = startHere('supervise.mjs', 'main.mjs')
  const addressText = await supervisor.line()
  return {
    ...supervisor,
    address: JSON.parse(addressText) as SupervisorAddress,
    file,
    folder,
    startWorker: () => startHere('ask.mjs', 'worker.mjs', { PORTSIDE_SUPERVISOR: addressText }),
    remove: async () => {
      for (const { child } of started) child.kill('SIGKILL')
      await Promise.all(started.map(({ ended }) => ended))
      rmSync(folder, { recursive: true })
    },
  }
}

function programPath(name: string): string {
  return join(import.meta.dirname, '../programs', name)
}

function startProgram(args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done === true) throw new Error(`${args.join(' ')} ended before it printed a line`)
    return next.value
  }
  return { child, line, ended: once(child, 'exit') }
}
