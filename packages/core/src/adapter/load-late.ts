import type { waitForRunning as wait } from '../diagnose/wait-for-running'
import type { serveSupervisor as serve } from '../supervisor/serve-supervisor'

/** Starts a supervisor in this process. Workers, who only ask one, do not load what it takes. */
export const serveSupervisor: typeof serve = async (...args) => {
  const { serveSupervisor: serveHere } = await import('../supervisor/serve-supervisor')
  return serveHere(...args)
}

/** Waits until something that is running already is ready, and explains a time-out. */
export const waitForRunning: typeof wait = async (...args) => (await import('../runtime')).waitForRunning(...args)
