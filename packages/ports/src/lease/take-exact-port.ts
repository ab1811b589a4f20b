import { noSuchAddressError } from '../address/check-loopback'
import { errorCode } from '../system/error-code'
import { findPortOwner } from '../owner/find-port-owner'
import { portForbiddenError } from '../owner/port-forbidden-error'
import { portInUseError } from '../owner/port-in-use-error'
import type { LeaseRequest } from './lease-request'
import type { Keep } from './port-lease'
import { tryPort } from './try-port'

/** Takes exactly `port`. @throws PortsideError `E_PORT_IN_USE` with its owner, or `E_PORT_FORBIDDEN` */
export async function takeExactPort(request: LeaseRequest, port: number): Promise<Keep> {
  try {
    return await tryPort(request, port)
  } catch (error) {
    throw await refusal(request, port, error)
  }
}

async function refusal({ host, service }: LeaseRequest, port: number, cause: unknown): Promise<unknown> {
  const code = errorCode(cause)
  if (['EACCES', 'EPERM', 'EADDRINUSE'].includes(code)) {
    const conflict = { port, host, service, owner: await findPortOwner(port, { host }) }
    return code === 'EADDRINUSE' ? portInUseError(conflict) : portForbiddenError(conflict)
  }
  return code === 'EADDRNOTAVAIL' ? noSuchAddressError(host, service, cause) : cause
}
