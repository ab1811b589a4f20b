import { type ChildProcess, spawn } from 'node:child_process'
import { guardCommand } from '@portside/process'
import { exitCodes, signalExitCode } from './exit-codes'
import type { Signals } from './with-signals'

/**
 * Runs the test command in the foreground, with this terminal and these variables, and resolves to its exit code. It ends with this
 * program, also when that is killed.
 */
export async function runTestCommand(
  [file = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  signals: Signals,
): Promise<number> {
  const guard = guardCommand()
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...variables, ...guard.environment } })
  if (child.pid !== undefined) guard.started(child.pid)
  signals.onSignal((signal) => passOn(child, signal))
  return new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(notStarted(file, error)))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? (code ?? exitCodes.failure) : signalExitCode(signal)),
    )
  }).finally(guard.release)
}

/** A terminal sends Ctrl-C to the whole foreground group, the command included: twice would mean "at once" to many runners. */
function passOn(child: ChildProcess, signal: NodeJS.Signals): void {
  if (signal === 'SIGINT' && process.stdin.isTTY) return
  child.kill(signal)
}

function notStarted(file: string, { code }: NodeJS.ErrnoException): number {
  const isMissing = code === 'ENOENT'
  process.stderr.write(`portside: ${isMissing ? `command not found: ${file}` : `cannot run ${file}: ${code}`}\n`)
  return isMissing ? exitCodes.notFound : exitCodes.notExecutable
}
