import type { PortsideError } from '@portside/errors'
import { ephemeralPortsError } from '@portside/ports'
import type { Evidence } from '../evidence'

/** `E_PORT_IN_USE`: the service or the probe needed a port of any number, and the system has none left. */
export function portsUsedUp({ service, usedUp, output }: Evidence): PortsideError | undefined {
  return usedUp && ephemeralPortsError(usedUp, { service, output })
}
