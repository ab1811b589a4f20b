import { runCleanUps } from './main/clean-ups'
import { isWatching, runUserHook } from './main/user-config'
import { registrations } from './main/registrations'

/**
 * Jest's global teardown: runs the user's own, then stops all services that the run shared. Between the runs of watch mode services stay up; the
 * warden stops them when Jest ends.
 */
export default async function globalTeardown(...configs: unknown[]): Promise<void> {
  try {
    for (const { rootDir, globalTeardown } of registrations()) await runUserHook(globalTeardown, rootDir, configs)
  } finally {
    if (!isWatching(configs[0])) await runCleanUps()
  }
}
