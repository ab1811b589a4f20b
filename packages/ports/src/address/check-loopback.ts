import { PortsideError } from '@portside/errors'
import { hasLoopback } from './loopback'

/** Checks that this machine has the loopback address `host`. @throws PortsideError `E_LOOPBACK` when no interface has it */
export function checkLoopback(host: string, service?: string): void {
  if (!hasLoopback(host)) throw noSuchAddressError(host, service)
}

/** Makes the error for a loopback address that this machine does not have: `E_LOOPBACK`, with what to do. */
export function noSuchAddressError(host: string, service?: string, cause?: unknown): PortsideError {
  return new PortsideError({
    code: 'E_LOOPBACK',
    service,
    summary: `${host} is not an address of this machine`,
    hints:
      host === '::1'
        ? [
            "IPv6 is turned off here: use `host: '127.0.0.1'`.",
            'Or turn it on: `sudo sysctl -w net.ipv6.conf.lo.disable_ipv6=0`.',
          ]
        : ['Turn the loopback interface on: `sudo ip link set lo up`.'],
    cause,
  })
}
