import { realpath } from 'node:fs/promises'
import { invalidArgument } from '@portside/errors'
import { nearestNames } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceShare } from '../contract/service-share'
import { serviceOf, type Services } from '../definition/define-services'
import { loadServices } from '../supervisor/load-services'
import { inheritedAddress } from '../protocol/supervisor-address'
import { createRemoteStore } from '../worker/remote-store'
import { ownSupervisor } from './supervise'

/**
 * Starts services that `file` lists, or joins running ones, in the run that `supervise` has begun or joined. Resolves to their handles. They stay
 * until the run ends.
 *
 * @throws TypeError when the file does not list one, or it does not live as long as the run.
 */
export async function startListed(
  file: string,
  names: readonly string[],
): Promise<Readonly<Record<string, ServiceShare['handle']>>> {
  const supervisor = await ownSupervisor()
  const path = await realpath(file)
  const services = await (supervisor?.loadServices(path) ?? loadServices(path, { isFresh: true }))
  const handles = names.map(async (name) => {
    const definition = serviceOf(services, name)
    checkListed({ path, services }, name, definition)
    const share = await (supervisor?.acquire(definition, {}, name) ?? acquireAbove(definition))
    // The run keeps its shared services, whether somebody holds them or not.
    await share?.release()
    return [name, share?.handle] as const
  })
  return Object.fromEntries(await Promise.all(handles))
}

function checkListed(
  { path, services }: { readonly path: string; readonly services: Services },
  name: string,
  definition: ServiceDefinition | undefined,
): asserts definition is ServiceDefinition {
  if (definition === undefined)
    throw invalidArgument('provide', `names that ${path} lists${nearHint(name, services)}`, name)
  if (definition.scope !== 'run')
    throw invalidArgument(
      'provide',
      `names of services with the scope 'run'`,
      `${name}, whose scope is '${definition.scope}'`,
    )
}

function nearHint(name: string, services: Services): string {
  const near = nearestNames(name, Object.keys(services)).map((other) => `'${other}'`)
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`
}

/** Acquires a service from the supervisor of `portside run`, which has the file. */
async function acquireAbove(definition: ServiceDefinition): Promise<ServiceShare | undefined> {
  const address = inheritedAddress()
  return address === undefined ? undefined : createRemoteStore(address)(definition, {})
}
