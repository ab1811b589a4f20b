import { PortsideError } from '@portside/errors'
import { findProcessPorts } from '@portside/ports'
import type { ChildHandle } from '@portside/process'
import type { Address } from '../command/fill-placeholders'

/** What is known of a service that is alive and did not answer on its port. */
export interface Misplaced {
  readonly service: string
  readonly address: Address
  readonly child: ChildHandle
  readonly output: string
}

/** `E_WRONG_PORT` when the service's processes listen on other ports than they were given; `undefined` otherwise. */
export async function wrongPortError({
  service,
  address,
  child,
  output,
}: Misplaced): Promise<PortsideError | undefined> {
  const { port, ports } = address
  const members = await child.members()
  const listening = await Promise.all(members.map(({ pid }) => findProcessPorts(pid)))
  const others = [...new Set(listening.flat())].filter(
    (other) => other !== port && !Object.values(ports).includes(other),
  )
  if (port === undefined || others.length === 0 || listening.flat().includes(port)) return undefined
  return new PortsideError({
    code: 'E_WRONG_PORT',
    service,
    summary: `listens on port ${others.join(' and ')}, and not on ${port}, which it was given`,
    output,
    hints: [
      `Have it read PORT, or put {port} into its command line, as in \`--port {port}\`.`,
      `If it cannot listen elsewhere, ask for that port: \`port: ${others[0]}\`.`,
    ],
  })
}
