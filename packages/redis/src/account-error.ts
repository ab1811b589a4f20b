import { PortsideError } from '@portside/errors'

/** `E_NOT_READY`: the server refuses what a service needs, as it does to an account of `existing` without the right. */
export function accountError(service: string, need: string, cause: Error): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: cause.message,
    evidence: [need],
    hints: ['Give the account these rights, or leave `existing` out for this server.'],
    cause,
  })
}
