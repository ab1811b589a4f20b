import { checkCommandOptions } from '../command/check-command-options'
import type { ToolOptions } from '../command/prepared-service'
import type { StartContext } from '../../contract/start-context'
import { launchTask } from './launch-task'

/** Runs a program to its end, as a part of the start of a service. Throws like a task. */
export async function launchTool(
  command: string | readonly string[],
  { cwd, env = {}, user, timeoutMs: startTimeoutMs = 60_000, stopSignal = 'SIGTERM' }: ToolOptions,
  context: StartContext,
): Promise<void> {
  const options = { cwd, env, startTimeoutMs, stopSignal, port: 'none', stdin: 'closed', placeholders: false } as const
  const spec = checkCommandOptions(command, { ...options, ready: () => false })
  await launchTask({ ...spec, ...user }, context)
}
