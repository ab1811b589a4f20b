import { type ChildProcess, spawn } from 'node:child_process'
import { guardCommand } from '@portside/process'
import { exitCodes, signalExitCode } from '../terminal/exit-codes'
import { ignoresHangUp } from '../ignores-hang-up'
import type { Signals } from '../terminal/with-signals'
import { commandFault, type CommandFault } from './test-command-fault'

/** The surroundings of the test command. */
export interface CommandRun {
  readonly signals: Signals
  /** Reports that the command could not be started, and returns the exit code for that. */
  readonly onFault: (fault: CommandFault) => number
}

/**
 * Runs the test command in the foreground, with this terminal and these variables, and resolves to its exit code. The command ends with this program,
 * even when that is killed; after a signal, all that it has started ends too.
 */
export async function runTestCommand(
  command: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  { signals, onFault }: CommandRun,
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
    const code = await signals.whileCommand(passOn, () =>
      exitCodeOf(child).catch((error: NodeJS.ErrnoException) => onFault(commandFault(command[0] ?? '', error.code))),
    )
    if (signals.interrupted.aborted) await guard.end()
    return code
  } finally {
    guard.release()
  }
}

/** Node.js resets every signal to its default in a child; a shell can keep one ignored, and is then replaced by the command. */
const ignoringHangUp = ['/bin/sh', '-c', 'trap "" HUP; exec "$@"', 'portside']

async function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(signal === null ? (code ?? exitCodes.failure) : signalExitCode(signal)),
    )
  })
}
