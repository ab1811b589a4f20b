import type { waitForRunning as wait } from '../diagnose/wait-for-running'
import type * as Supervising from './supervising'

/** Starts a supervisor in this process. */
export const serveSupervisor: typeof Supervising.serveSupervisor = async (...args) =>
  (await load()).serveSupervisor(...args)

/**
 * Makes the services of a file available to the workers that this process will start, through a supervisor in this
 * process, or through the one of `portside run` above it, and starts those that are eager. Resolves to what undoes it.
 */
export const supervise: typeof Supervising.supervise = async (...args) => (await load()).supervise(...args)

/** Before the runner of this process runs tests again: has what failed, died or is out of date started anew. */
export const renewServices: typeof Supervising.renewServices = async () => (await load()).renewServices()

/** Starts services that a file lists, or joins those that are there, and resolves to their handles. They stay until the run ends. */
export const startListed: typeof Supervising.startListed = async (...args) => (await load()).startListed(...args)

/** The files whose change makes a service of a services file out of date, beside that file itself: absolute glob patterns. */
export const watchedFiles: typeof Supervising.watchedFiles = async (...args) => (await load()).watchedFiles(...args)

/** Waits until something that is running already is ready, and explains a time-out. */
export const waitForRunning: typeof wait = async (...args) => (await import('../runtime')).waitForRunning(...args)

function load(): Promise<typeof Supervising> {
  return import('./supervising')
}
