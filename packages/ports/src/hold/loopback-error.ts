import { PortsideError } from '@portside/errors'

/** The error for a loopback that does not work: `E_LOOPBACK`, with what was seen of it. */
export function loopbackError(summary: string): PortsideError {
  return new PortsideError({
    code: 'E_LOOPBACK',
    summary,
    hints: ['Is the loopback interface up (`ip link show lo`)?', 'Does a firewall drop packets on it?'],
  })
}
