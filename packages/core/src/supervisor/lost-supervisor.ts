import { PortsideError } from '@portside/errors'

const hints = ['Has the main process of the test runner (or `portside run`) been stopped? What it shared ends with it.']

/**
 * `E_CRASHED`: the supervisor that has started a service is gone, and the service with it. `isOver`: it has said before that it stops
 * everything; a process that is killed says nothing.
 */
export function lostServiceError(service: string, isOver: boolean): PortsideError {
  const how = isOver
    ? 'it said that the run is over and all services are stopped'
    : 'the connection to it broke off without a word, as when its process is killed'
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: 'has ended with the supervisor of this run, which had started it',
    evidence: [how],
    hints,
  })
}

/** `E_DEPENDENCY`: nobody is there who could start or join a service of the run. */
export function supervisorGoneError(cause?: unknown): PortsideError {
  return new PortsideError({
    code: 'E_DEPENDENCY',
    summary: 'the supervisor of this run has ended, and with it all services that the run shared',
    hints,
    cause,
  })
}
