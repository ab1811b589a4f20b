import { isPortsideError, PortsideError } from '@portside/errors'

const hints = ['Has the main process of the test runner (or `portside run`) been stopped? What it shared ends with it.']

const evidence = {
  over: 'it said that the run is over and all services are stopped',
  killed: 'the connection to it broke off without a word, as when its process is killed',
  gone: 'it answers no more',
}

/** `E_CRASHED`: the supervisor that started a service is gone, and the service with it. */
export function lostServiceError(service: string, how: keyof typeof evidence, cause?: unknown): PortsideError {
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: 'has ended with the supervisor of this run, which had started it',
    evidence: [evidence[how]],
    hints,
    cause,
  })
}

/**
 * `E_SUPERVISOR_LOST`: no supervisor is left that could start or join a service of the run. `staleRun` is the run that `PORTSIDE_SUPERVISOR` names, if
 * nothing answers there from the first.
 */
export function supervisorLostError(cause?: unknown, staleRun?: string): PortsideError {
  return new PortsideError({
    code: 'E_SUPERVISOR_LOST',
    summary: 'the supervisor of this run has ended, and with it all services that the run shared',
    hints: staleRun === undefined ? hints : [staleHint(staleRun), ...hints],
    cause,
  })
}

/** A shell, or a program in the background that a run had started, keeps its variables. */
function staleHint(run: string): string {
  return `PORTSIDE_SUPERVISOR names the run ${run}, which is over. If your shell has kept the variable: \`unset PORTSIDE_SUPERVISOR\`.`
}

/** Whether an error says that the supervisor no longer answers, not that one service failed. */
export function isSupervisorLost(error: unknown): boolean {
  return isPortsideError(error) && error.code === 'E_SUPERVISOR_LOST'
}
