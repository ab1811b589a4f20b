import { badPorts } from './bad-ports'
import { wellKnownPorts } from './well-known-ports'

/** Whether a port is never chosen: a browser refuses it, or people expect a certain service there. */
export function isAvoidedPort(port: number): boolean {
  return badPorts.has(port) || wellKnownPorts.has(port)
}
