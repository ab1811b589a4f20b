import { PortsideError } from '@portside/errors'
import { type CallPlace, callPlace, ownPlaces, printWarning, startTimer } from '@portside/internal'
import { type CleanUp, type CleanUpScope, runCleanUp } from './clean-up-scope'

const defaultLimitMs = 30_000
/** A wait is reported after this time, in milliseconds. */
const noticeMs = 3000

/** A service that has clean-ups, and the way to register them. */
export interface CleanUpOwner extends Pick<CleanUpScope, 'defer'> {
  readonly name: string
}

/**
 * Registers clean-ups that users write. One that does not finish within half a minute is no longer awaited and fails with `E_STOP_TIMEOUT`. Test
 * runners wait for a stop without a limit of their own.
 */
export function boundedCleanUps({ name, defer }: CleanUpOwner, limitMs = defaultLimitMs): CleanUpScope['defer'] {
  return function register(cleanUp) {
    const place = callPlace(register)
    defer(() => runWithin({ name, place, limitMs }, cleanUp))
  }
}

interface BoundedCleanUp {
  readonly name: string
  /** The call that registered it. */
  readonly place: CallPlace
  readonly limitMs: number
}

async function runWithin(bounded: BoundedCleanUp, cleanUp: CleanUp): Promise<void> {
  const { name, place, limitMs } = bounded
  // Starts the clean-up before the timer, so that an error thrown at once leaves no timer behind.
  const running = runCleanUp(cleanUp)
  let stopTimer = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    stopTimer = startTimer(() => reject(lateError(bounded)), limitMs)
  })
  const stopNotice = startTimer(
    () => printWarning('PORTSIDE_STOP', `${name} waits for the end of a clean-up${placeText(place)}`),
    noticeMs,
  )
  await Promise.race([running, late]).finally(() => {
    stopTimer()
    stopNotice()
  })
}

function placeText(place: CallPlace): string {
  const [first] = ownPlaces(place)
  return first === undefined ? '' : `, registered at ${first}`
}

function lateError({ name: service, place, limitMs }: BoundedCleanUp): PortsideError {
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service,
    summary: `a clean-up that it has registered did not end within ${limitMs / 1000} s`,
    requestedAt: ownPlaces(place)[0],
    hints: [
      'Does it close a server? Open connections keep that: call `server.closeAllConnections()` before `server.close()`.',
      'What `onCleanup` is given must end: does it wait for a connection, or a process, that stays?',
    ],
  })
}
