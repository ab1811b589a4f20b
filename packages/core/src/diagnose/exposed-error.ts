import { PortsideError } from '@portside/errors'

/** `E_EXPOSED`: a service listens where other machines reach it. */
export function exposedError(service: string, { host, port }: { host: string; port: number }): PortsideError {
  return new PortsideError({
    code: 'E_EXPOSED',
    service,
    summary: `listens on ${host}, port ${port}, which is more than loopback`,
    hints: [
      'Have it listen on HOST, or put {host} into its command line.',
      "A Node program that names no host is kept on loopback by `expose: 'narrow'`.",
    ],
  })
}
