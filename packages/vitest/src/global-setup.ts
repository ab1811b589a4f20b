import { supervise } from '@portside/core/adapter'
import { pluginState } from './plugin-state'

/** Vitest's global setup: opens the supervisor that workers ask for services. */
export async function setup(): Promise<void> {
  const { files, cleanUps } = pluginState()
  for (const file of files) cleanUps.push(await supervise(file))
}

/** Vitest's global teardown: stops all that the run shared. */
export async function teardown(): Promise<void> {
  await Promise.all(
    pluginState()
      .cleanUps.splice(0)
      .map((cleanUp) => cleanUp()),
  )
}
