import type { waitForRunning as wait } from '../diagnose/wait-for-running'
import type * as Supervising from '../main'

/** See {@link Supervising.serveSupervisor}. */
export const serveSupervisor: typeof Supervising.serveSupervisor = async (...args) =>
  (await load()).serveSupervisor(...args)

/** See {@link Supervising.supervise}. */
export const supervise: typeof Supervising.supervise = async (...args) => (await load()).supervise(...args)

/** See {@link Supervising.renewServices}. */
export const renewServices: typeof Supervising.renewServices = async () => (await load()).renewServices()

/** See {@link Supervising.startListed}. */
export const startListed: typeof Supervising.startListed = async (...args) => (await load()).startListed(...args)

/** See {@link Supervising.watchedFiles}. */
export const watchedFiles: typeof Supervising.watchedFiles = async (...args) => (await load()).watchedFiles(...args)

/** Waits until something that is running already is ready, and explains a time-out. */
export const waitForRunning: typeof wait = async (...args) => (await import('../engine')).waitForRunning(...args)

function load(): Promise<typeof Supervising> {
  return import('../main')
}
