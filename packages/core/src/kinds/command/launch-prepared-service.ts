import { checkCommandOptions } from './check-command-options'
import { launchLasting } from './launch-command'
import type { PreparedService } from './prepared-service'
import type { Launch, StartContext } from '../../contract/start-context'

/** Prepares a command, launches it and finishes its launch. */
export async function launchPreparedService(
  prepare: (context: StartContext) => Promise<PreparedService>,
  context: StartContext,
): Promise<Launch> {
  const { command, options, user, finish, failed } = await prepare(context)
  context.signal.throwIfAborted()
  const launching = launchLasting({ ...checkCommandOptions(command, options), ...user }, context)
  const launch = await launching.catch(async (error: unknown) => {
    throw failed === undefined ? error : await failed(error)
  })
  return finish === undefined ? launch : finish(launch)
}
