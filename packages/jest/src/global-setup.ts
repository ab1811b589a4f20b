import { supervise } from '@portside/core/adapter'
import { addCleanUp } from './clean-ups'
import { registrations } from './registrations'
import { runUserHook } from './user-hook'

/** Jest's global setup: opens the supervisor that workers ask for services, then runs the user's own. */
export default async function globalSetup(...configs: unknown[]): Promise<void> {
  for (const { services, rootDir, globalSetup } of registrations()) {
    addCleanUp(await supervise(services))
    await runUserHook(globalSetup, rootDir, configs)
  }
}
