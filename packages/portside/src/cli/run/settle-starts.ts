import { setTimeout as delay } from 'node:timers/promises'
import { isPortsideError } from '@portside/errors'

/** How long services that are still being started may fail, too, once one has failed, in milliseconds. */
const graceMs = 2000

/**
 * Resolves when all have started. Rejects with the failure, or with an `AggregateError` of those that came within two seconds of the first: root causes
 * first, then the services that were not started because of them.
 */
export async function settleStarts<Result>(starts: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const failures = new Map<number, unknown>()
  const settled = starts.map((start, index) => start.catch((error: unknown) => void failures.set(index, error)))
  try {
    return await Promise.all(starts)
  } catch {
    await Promise.race([Promise.all(settled), delay(graceMs, undefined, { ref: false })])
    // In the order of the services, whichever failed first.
    const errors = [...failures].sort(([one], [other]) => one - other).map(([, error]) => error)
    const ordered = [...errors.filter((error) => !isDependent(error)), ...errors.filter(isDependent)]
    throw ordered.length === 1 ? ordered[0] : new AggregateError(ordered)
  }
}

function isDependent(error: unknown): boolean {
  return isPortsideError(error) && error.code === 'E_DEPENDENCY'
}
