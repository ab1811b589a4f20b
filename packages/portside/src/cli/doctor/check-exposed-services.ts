import { findPortOwner } from '@portside/ports'
import { type ListedService, listedServices } from '../services/listed-services'
import type { CheckResult } from './check'

const name = 'exposed services'
const everywhere = new Set(['0.0.0.0', '::'])

/** Checks whether a running service can be reached from other machines. */
export async function checkExposedServices(): Promise<CheckResult> {
  const services = await listedServices({ isAll: true })
  const running = services.filter(({ state }) => state === 'running')
  const found = await Promise.all(running.map(exposure))
  const exposed = found.filter((text) => text !== undefined)
  if (exposed.length === 0) return { name, state: 'ok', fact: `none of ${running.length} that run` }
  const fact = `on every interface: ${exposed.join(', ')}`
  return { name, state: 'warn', fact, fix: 'Let them listen on 127.0.0.1 only, which is in HOST' }
}

async function exposure({ service, port }: ListedService): Promise<string | undefined> {
  if (port === undefined) return undefined
  const owner = await findPortOwner(port)
  const isExposed = owner?.state === 'listen' && owner.addresses.some((address) => everywhere.has(address))
  return isExposed ? `${service} (port ${port})` : undefined
}
