import { leasePort } from '@portside/ports'
import type { StartContext } from '../lifecycle/start-context'
import type { CommandSpec } from './check-command-options'
import type { Address } from './fill-placeholders'

/** Leases the ports of a service, all at once, until it stops. Throws `E_PORT_IN_USE` for a number that is taken. */
export async function leaseAddress(spec: CommandSpec, context: StartContext): Promise<Address> {
  const { host, port, ports } = spec
  const lease = async (wanted: 'lease' | number): Promise<number> => {
    const held = await leasePort({ service: context.name, ...(wanted === 'lease' ? {} : { port: wanted }) })
    context.defer(() => held.release())
    return held.port
  }
  const named = Object.entries(ports).map(async ([name, wanted]) => [name, await lease(wanted)] as const)
  const [own, ...others] = await Promise.all([port === 'none' ? undefined : lease(port), ...named])
  return { host, port: own, ports: Object.fromEntries(others) }
}
