import { PortsideError } from '@portside/errors'
import { errorCode } from '../system/error-code'
import { proveFree } from '../address/prove-free'
import { ephemeralRange } from '../numbers/ephemeral-range'
import type { PortRange } from '../numbers/port-range'

/** The purpose of a port that could not be found. */
export interface PortShortage {
  /** The service that needs it. */
  readonly service?: string | undefined
  /** The output of the service before it gave up. */
  readonly output?: string | undefined
  readonly cause?: unknown
}

/** Makes the error for a system that has no ephemeral port left: `E_PORT_IN_USE`, with the range and what to do. */
export function ephemeralPortsError({ from, to }: PortRange, shortage: PortShortage = {}): PortsideError {
  return new PortsideError({
    code: 'E_PORT_IN_USE',
    ...shortage,
    summary: `All ephemeral ports of this system are used up: ${from} to ${to}`,
    evidence: ['Neither a listener on port 0 nor an outgoing connection gets a port until some are free again.'],
    hints: hintsFor(from),
  })
}

/** Returns the range of ephemeral ports if every one of them is taken on `host`; `undefined` if one is left. */
export async function findUsedUpRange(host: string): Promise<PortRange | undefined> {
  const failure = await proveFree(host, 0).then(
    () => '',
    (error: unknown) => errorCode(error),
  )
  return failure === 'EADDRINUSE' ? ephemeralRange() : undefined
}

function hintsFor(from: number): string[] {
  if (process.platform !== 'linux') return ['Close what has so many connections or listeners open.']
  const first = from > 20_000 ? 15_000 : 1024
  return [
    'Close what has so many connections or listeners open: `ss -tanp` lists them.',
    `Or widen the range: \`sudo sysctl -w net.ipv4.ip_local_port_range="${first} 60999"\`.`,
  ]
}
