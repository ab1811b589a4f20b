import { PortsideError } from '@portside/errors'
import { describeOwner, type PortInUseError, type PortOwner } from '@portside/ports'

/** An address at which not the service itself answers. */
export interface Impostor {
  readonly service: string
  readonly host: string
  readonly port: number
  /** Who answers; `undefined` where that cannot be told. */
  readonly owner: PortOwner | undefined
}

/** `E_IMPOSTOR`: the port answers, and the process that answers is not the service's. */
export function impostorError({ service, host, port, owner }: Impostor): PortInUseError {
  const error = new PortsideError({
    code: 'E_IMPOSTOR',
    service,
    summary: `another process answers on ${host}, port ${port}`,
    evidence: [owner === undefined ? 'Whose it is cannot be told.' : `It is ${describeOwner(owner)}.`],
    hints: [
      'Stop it, or leave `port` away: portside then leases a free one.',
      "If it is meant to answer for this service, as a container's engine does, say `owner: 'any'`.",
    ],
  })
  return Object.assign(error, { port, owner })
}
