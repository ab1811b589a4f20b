import { spawn } from 'node:child_process'
import { nowMs } from '@portside/internal'
import { pollUntil } from './poll-until'
import { parseCommandLine } from '../child/parse-command-line'
import { isAlive } from '../table/process-identity'
import { stopDefaults } from '../child/spawn-options'
import type { StartedChild } from '../members/started-child'

/**
 * Runs the stop command of a child, and waits until the child's leader has ended or the stop time-out has passed. The exit code of the command does
 * not matter: processes that it has not ended get the signal. It carries the child's cookie, so that a stop command that hangs is ended with the
 * rest.
 */
export async function runStopCommand({ options, leader, env }: StartedChild): Promise<void> {
  const { force } = options
  if (options.stopCommand === undefined || force?.aborted) return
  const [program = '', ...args] =
    typeof options.stopCommand === 'string' ? parseCommandLine(options.stopCommand) : options.stopCommand
  const command = spawn(program, args, { cwd: options.cwd, env: { ...env }, stdio: 'ignore', detached: true })
  const ended = new Promise<boolean>((resolve) => {
    command.once('exit', () => resolve(true))
    command.once('error', () => resolve(false))
  })
  const isGone = pollUntil(() => !isAlive(leader), nowMs() + stopDefaults(options).stopTimeoutMs, force)
  // A command that could not run ends nothing, so there is no need to wait.
  await Promise.race([isGone, ended.then((hasRun) => (hasRun ? isGone : undefined))])
}
