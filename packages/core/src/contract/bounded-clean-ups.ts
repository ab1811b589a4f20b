import { PortsideError } from '@portside/errors'
import { startTimer } from '@portside/internal'
import { type CleanUp, type CleanUpScope, runCleanUp } from './clean-up-scope'

const defaultLimitMs = 30_000

/** A service that has clean-ups, and the way to register them. */
export interface CleanUpOwner extends Pick<CleanUpScope, 'defer'> {
  readonly name: string
}

/**
 * Registers clean-ups that users write. One that does not finish within half a minute is no longer awaited and fails with `E_STOP_TIMEOUT`. Test
 * runners wait for a stop without a limit of their own.
 */
export function boundedCleanUps({ name, defer }: CleanUpOwner, limitMs = defaultLimitMs): CleanUpScope['defer'] {
  return (cleanUp) => defer(() => runWithin(name, limitMs, cleanUp))
}

async function runWithin(name: string, limitMs: number, cleanUp: CleanUp): Promise<void> {
  // Starts the clean-up before the timer, so that an error thrown at once leaves no timer behind.
  const running = runCleanUp(cleanUp)
  let stopTimer = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    stopTimer = startTimer(() => reject(lateError(name, limitMs)), limitMs)
  })
  await Promise.race([running, late]).finally(stopTimer)
}

function lateError(service: string, limitMs: number): PortsideError {
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service,
    summary: `a clean-up that it has registered did not end within ${limitMs / 1000} s`,
    hints: ['What `onCleanup` is given must end: does it wait for a connection, or a process, that stays?'],
  })
}
