import { settleAll } from '@portside/internal'
import { leasePort, type PortLease } from '@portside/ports'
import type { StartContext } from '../../contract/start-context'
import { isReservation, reservationName } from './reservation-need'
import { borrowLease, type ReservedPort } from '../reserved-port/reserved-port'
import type { CommandSpec } from './check-command-options'
import type { Address } from './command-address'

/** The leases of a service, by the names of its ports; its own port has the empty name. */
export type AddressLeases = Map<string, PortLease>

/** Leases the ports of a service, all at once, until it stops. Throws `E_PORT_IN_USE` for a number that is taken. */
export async function leaseAddress(spec: CommandSpec, context: StartContext): Promise<AddressLeases> {
  const leases: AddressLeases = new Map()
  context.defer(async () => {
    await Promise.all([...leases.values()].map((lease) => lease.release()))
  })
  const wanted = Object.keys(spec.ports).concat(isLeased(spec) ? '' : [])
  const pending = wanted.map(async (name) => leases.set(name, await leaseNamed(name, spec, context)))
  await settleAll(pending)
  return leases
}

function isLeased({ port }: CommandSpec): boolean {
  return port !== 'none' && port !== 'discover'
}

/** Leases one of the ports of a service. */
export async function leaseNamed(name: string, spec: CommandSpec, context: StartContext): Promise<PortLease> {
  const { host } = spec
  const port = portOf(name, spec)
  if (isReservation(port)) return borrowLease(context.needs[reservationName] as ReservedPort)
  const { run, directory: project, name: service } = context
  const hold = run.startMemory.of(spec).refusesHold ? { hold: 'lock' as const } : {}
  return leasePort({ service, run: run.id, project, host, ...hold, ...(typeof port === 'number' ? { port } : {}) })
}

/** Returns the definition of one of a service's ports. */
export function portOf(name: string, spec: CommandSpec): CommandSpec['port'] | undefined {
  return name === '' ? spec.port : spec.ports[name]
}

/** Returns the address with the numbers that are leased now. */
export function leasedAddress({ host, urlHost, protocol }: CommandSpec, leases: AddressLeases): Address {
  const numbers = [...leases].map(([name, { port }]) => [name, port] as const)
  const ports = Object.fromEntries(numbers.filter(([name]) => name !== ''))
  const own = leases.get('')
  return { protocol, host: own?.host ?? host, urlHost, port: own?.port, ports }
}
