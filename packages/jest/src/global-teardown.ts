import { runCleanUps } from './clean-ups'
import { registrations } from './registrations'
import { runUserHook } from './user-hook'

/** Jest's global teardown: runs the user's own, then stops all that the run shared. */
export default async function globalTeardown(...configs: unknown[]): Promise<void> {
  try {
    for (const { rootDir, globalTeardown } of registrations()) await runUserHook(globalTeardown, rootDir, configs)
  } finally {
    await runCleanUps()
  }
}
