import type { PortOption } from './command-options'
import type { Needs, ServiceDefinition } from '../../contract/service-definition'
import type { ReservedPort } from '../reserved-port/reserved-port'

/** The name under which a command needs the port that is reserved for it; no name that users choose. */
export const reservationName = '$port'

/** Whether `port` was made by `reservePort()`. */
export function isReservation(port: unknown): port is ServiceDefinition<ReservedPort> {
  return typeof port === 'object' && port !== null && 'kind' in port && port.kind === 'port'
}

/** The needs of a command, with the port that is reserved for it, if there is one. */
export function withReservation(needs: Needs | undefined, port: PortOption | undefined): Needs | undefined {
  return isReservation(port) ? { ...needs, [reservationName]: port } : needs
}

/** The options `needs` and `port` that such needs come from. */
export function withoutReservation({ [reservationName]: port, ...needs }: Needs): object {
  return { needs, ...(port === undefined ? {} : { port }) }
}
