import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { guardCommand } from '@portside/process'
import { inheritedEnvironment } from './environment'

const execute = promisify(execFile)

/**
 * Runs a program of the system that works on folders of a service to its end, such as cp(1). If this process is killed, the program is ended before the folders are removed.
 *
 * @throws Error of `execFile` when it cannot be run, or its code is not 0.
 */
export async function runHelper(program: string, args: readonly string[]): Promise<void> {
  const guard = guardCommand({ service: program })
  try {
    const running = execute(program, args, { env: { ...inheritedEnvironment(), ...guard.environment } })
    if (running.child.pid !== undefined) guard.started(running.child.pid)
    await running
  } finally {
    guard.release()
  }
}
