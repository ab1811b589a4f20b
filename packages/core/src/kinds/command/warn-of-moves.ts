import { printWarning } from '@portside/internal'
import { describeOwner, type PortInUseError, type PortOwner } from '@portside/ports'
import type { AddressLeases } from './lease-address'

/** A chosen port that a service had and another process has now. */
export interface LostPort {
  /** The name of the port; the service's own port has the empty one. */
  readonly name: string
  /** The conflict, with the port and its owner. */
  readonly error: PortInUseError
}

/** Warns in one line that a service has moved to other ports, with the reason. */
export function warnOfMoves(service: string, lost: readonly LostPort[], leases: AddressLeases): void {
  // A port may have been lost several times before the service was ready: only the first number was known.
  const first = lost.filter(({ name }, index) => lost.findIndex((other) => other.name === name) === index)
  if (first.length === 0) return
  const moves = first.map(({ name, error }) => moveOf(name, error, leases))
  const text = `${service} moved ${moves.join(', and ')}. What was started with the old address still has that`
  printWarning('PORTSIDE_MOVED', text)
}

function moveOf(name: string, { port, owner }: PortInUseError, leases: AddressLeases): string {
  const which = name === '' ? '' : ` \`${name}\``
  return `from port${which} ${port} to ${leases.get(name)?.port}, because ${reasonOf(owner)}`
}

function reasonOf(owner: PortOwner | undefined): string {
  if (owner === undefined) return 'the service could not bind it'
  // Only this process has leased the port, so no listener is in the way.
  if (owner.state === 'held' && owner.lease?.pid === process.pid)
    return 'a connection still has it, open or closed a moment ago (TIME_WAIT), and the service does not set SO_REUSEADDR'
  return `it is taken: ${describeOwner(owner)}`
}
