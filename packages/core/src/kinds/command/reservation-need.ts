import { checkDefinition, refuseOneDefinition } from '../../definition/create-definition'
import type { PortOption } from './command-options'
import type { Needs, ServiceDefinition } from '../../contract/service-definition'
import type { ReservedPort } from '../reserved-port/reserved-port'

/** The name under which a command needs its reserved port; users do not choose such a name. */
export const reservationName = '$port'

/** Whether `port` was made by `reservePort()`. */
export function isReservation(port: unknown): port is ServiceDefinition<ReservedPort> {
  return typeof port === 'object' && port !== null && 'kind' in port && port.kind === 'port'
}

/** Adds the reserved port, if there is one, to the needs of a command. */
export function withReservation(needs: Needs | undefined, port: PortOption | undefined): Needs | undefined {
  if (!isReservation(port)) return needs
  checkDefinition('port', port)
  refuseOneDefinition('needs', needs)
  return { ...needs, [reservationName]: port }
}

/** Splits such needs into the options `needs` and `port`. */
export function withoutReservation({ [reservationName]: port, ...needs }: Needs): object {
  return { needs, ...(port === undefined ? {} : { port }) }
}
