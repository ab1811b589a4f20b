import type { HubSeat } from '../../run/listen-hook/listen-hook'
import { type HubSteering, reachesNode } from '../../run/listen-hook/hook-loading'
import type { StartContext } from '../../contract/start-context'
import type { CommandSpec } from './check-command-options'
import type { Address } from './spawned-command'

/** Has the Node processes of a command tell when they listen, until it stops; `undefined` where they cannot, or must not. */
export function joinHub(spec: CommandSpec, address: Address, context: StartContext): HubSeat | undefined {
  const { hub = true, commandLine, shell = false, spares = [], memory } = spec
  // What is meant to stay would miss the hub's file as soon as the run has ended.
  if (!hub || memory.refusesHub || spares.length > 0 || !reachesNode(commandLine, shell)) return undefined
  const seat = context.run.hub.join(steeringOf(spec, address))
  if (seat !== undefined) context.defer(seat.leave)
  return seat
}

function steeringOf({ remap, expose }: CommandSpec, { host, port, ports }: Address): HubSteering {
  const moved = Object.entries(remap ?? {}).map(([asked, name]) => [asked, name === 'lease' ? port : ports[name]])
  return {
    ...(remap === undefined ? {} : { ports: Object.fromEntries(moved) as Record<number, number> }),
    ...(expose === 'narrow' ? { loopback: host } : {}),
  }
}
