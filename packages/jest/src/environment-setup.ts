import { takeEnvironment } from '@portside/core/worker'

/**
 * Setup file of Jest, which runs before those of the user and before any test module: sets the variables that `env` of the project's services file gives
 * this worker. The wrapper of the configuration has put the path of that file into the project's globals.
 */
export default async function setUpEnvironment(): Promise<void> {
  await takeEnvironment((globalThis as { readonly ['portside.services']?: string })['portside.services'])
}
