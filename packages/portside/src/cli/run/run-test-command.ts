import { type ChildProcess, spawn } from 'node:child_process'
import { guardCommand } from '@portside/process'
import { exitCodes, signalExitCode } from '../terminal/exit-codes'
import { ignoresHangUp } from '../ignores-hang-up'
import type { Signals } from '../terminal/with-signals'
import { commandFault } from './test-command-fault'

/**
 * Runs the test command in the foreground, with this terminal and these variables, and resolves to its exit code. The command ends with this program,
 * even when that is killed; after a signal, all that it has started ends too.
 */
export async function runTestCommand(
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
  signals: Signals,
): Promise<number> {
  const guard = guardCommand({ service: 'the command', force: signals.force })
  const [file = '', ...args] = ignoresHangUp() ? [...ignoringHangUp, ...command] : command
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...variables, ...guard.environment } })
  if (child.pid !== undefined) guard.started(child.pid)
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal)
    void guard.end().catch(() => undefined)
  }
  try {
    const code = await signals.whileCommand(passOn, () => exitCodeOf(child, command[0] ?? ''))
    if (signals.interrupted.aborted) await guard.end()
    return code
  } finally {
    guard.release()
  }
}

/** Node.js resets every signal to its default in a child; a shell can keep one ignored, and is then replaced by the command. */
const ignoringHangUp = ['/bin/sh', '-c', 'trap "" HUP; exec "$@"', 'portside']

async function exitCodeOf(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(notStarted(file, error)))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? (code ?? exitCodes.failure) : signalExitCode(signal)),
    )
  })
}

function notStarted(file: string, { code }: NodeJS.ErrnoException): number {
  const { message, exitCode } = commandFault(file, code)
  process.stderr.write(`portside: ${message}\n`)
  return exitCode
}
