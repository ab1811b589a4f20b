import { giveEnvironment, refuseEarlyExit, renewServices, superviseTests } from '@portside/core/main'
import { addCleanUp, hasCleanUps } from './main/clean-ups'
import { isWatching, runUserHook } from './main/user-config'
import { registrations } from './main/registrations'

// Jest's numbers of workers begin at 1, and without workers there is that one alone.
const firstWorker = '1'

/**
 * Jest's global setup: opens the supervisor from which workers acquire services, sets the variables of tests, then runs the user's own. In a rerun of
 * watch mode the supervisor is already open, and only outdated services are started anew.
 */
export default async function globalSetup(...configs: unknown[]): Promise<void> {
  const isRerun = hasCleanUps()
  if (isRerun) await renewServices()
  else if (!isWatching(configs[0])) allowExitAfterRun()
  for (const { services, rootDir, globalSetup } of registrations()) {
    if (isRerun) await giveEnvironment(services, firstWorker)
    else addCleanUp(await superviseTests(services, firstWorker))
    await runUserHook(globalSetup, rootDir, configs)
  }
}

/** A test file that Jest runs in this process may end it, and in watch mode the user may end Jest at any time. */
function allowExitAfterRun(): void {
  const allowExit = refuseEarlyExit()
  addCleanUp(async () => allowExit())
}
