import { PortsideError } from '@portside/errors'
import { describeOwner, type PortOwner } from '@portside/ports'

/** What answers on the port of a service that has been stopped. */
export interface Survivor {
  readonly service: string
  readonly host: string
  readonly port: number
  readonly owner: PortOwner
}

/** `E_STOP_TIMEOUT`: the processes of a service have ended, and its port still answers. */
export function survivorError({ service, host, port, owner }: Survivor): PortsideError {
  return new PortsideError({
    code: 'E_STOP_TIMEOUT',
    service,
    summary: `${host}, port ${port}, still answers after all processes that could be seen have ended`,
    evidence: [`It is ${describeOwner(owner)}.`],
    hints: [
      "A daemon that has cleared its environment and left its parents cannot be seen: `contain: 'pidns'` ends it too (Linux), and so may a `stopCommand`.",
      "If it is meant to stay, as a container is, say `owner: 'any'`.",
    ],
  })
}
