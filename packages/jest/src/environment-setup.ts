import { takeEnvironment } from '@portside/core/worker'
import { servicesOfProject } from './worker/project-services'

/**
 * Setup file of Jest, which runs before those of the user and before any test module: sets the variables that `env` of the project's services file gives
 * this worker.
 */
export default async function setUpEnvironment(): Promise<void> {
  await takeEnvironment(servicesOfProject())
}
