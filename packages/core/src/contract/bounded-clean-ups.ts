import timers from 'node:timers'
import { PortsideError } from '@portside/errors'
import { type CleanUp, type CleanUpScope, runCleanUp } from './clean-up-scope'

// Taken when the module is loaded: the fake timers of a test replace them later, and a stop has to end under them.
const { setTimeout: startTimer, clearTimeout: stopTimer } = timers

const defaultLimitMs = 30_000

/** Where clean-ups are registered, and the service that they belong to. */
export interface CleanUpOwner extends Pick<CleanUpScope, 'defer'> {
  readonly name: string
}

/**
 * Registers clean-ups that somebody else has written: one that does not end within half a minute is no longer waited for, and fails with
 * `E_STOP_TIMEOUT`. Runners wait for a stop without any limit of theirs.
 */
export function boundedCleanUps({ name, defer }: CleanUpOwner, limitMs = defaultLimitMs): CleanUpScope['defer'] {
  return (cleanUp) => defer(() => runWithin(name, limitMs, cleanUp))
}

async function runWithin(name: string, limitMs: number, cleanUp: CleanUp): Promise<void> {
  // Begun before the timer is: what is thrown at once leaves none behind.
  const running = runCleanUp(cleanUp)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = startTimer(() => reject(lateError(name, limitMs)), limitMs)
  })
  await Promise.race([running, late]).finally(() => stopTimer(timer))
}

function lateError(service: string, limitMs: number): PortsideError {
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service,
    summary: `a clean-up that it has registered did not end within ${limitMs / 1000} s`,
    hints: ['What `onCleanup` is given must end: does it wait for a connection, or a process, that stays?'],
  })
}
