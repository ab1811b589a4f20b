import type { Address } from './probe'
import type { waitUntilReady as wait } from './wait/wait-until-ready'

/**
 * Waits until `probe` finds the target ready, its process ends, the time is over, or the signal aborts; the first wins, and the wait ends completely.
 * @throws TypeError when `timeoutMs` is no positive number, or the target lacks what the probe needs.
 */
export const waitUntilReady: typeof wait = async (...args) => (await import('./waiting')).waitUntilReady(...args)

/** Ends the connections of probes to an address whose server is about to be stopped: they may still be open for a second. */
export const endProbeConnections = async (address: Address): Promise<void> =>
  (await import('./waiting')).endProbeConnections(address)
