import { realpathSync } from 'node:fs'
import type { ServiceDefinition } from '../contract/service-definition'
import { listingsOf, type ServiceListing, serviceShape } from '../definition/service-listing'
import type { ScopeKeys, ServiceShare } from '../contract/service-share'
import type { AcquireParams, ListedAs, ReadyService } from '../protocol/messages'
import type { SupervisorAddress } from '../protocol/supervisor-address'
import { onDemandShare } from './on-demand-share'
import { readyServices } from './ready-services'
import type { RemoteShares } from './remote-shares'

/** Finds services of the supervisor; returns `undefined` for those that none of its files lists. */
export type RemoteStore = ((definition: ServiceDefinition, keys: ScopeKeys) => Promise<ServiceShare | undefined>) &
  Pick<RemoteShares, 'followTest' | 'describeFailure'>

/** Makes a store that asks the supervisor for a share only if something needs it: a service that is listed as ready does not. */
export function createRemoteStore(address: SupervisorAddress): RemoteStore {
  let shares: Promise<RemoteShares> | undefined
  const listed = readyServices(address.readyList)
  return Object.assign(find, {
    followTest: async (...event: Parameters<RemoteShares['followTest']>) =>
      (await (shares ??= openShares(address))).followTest(...event),
    describeFailure: async (...failure: Parameters<RemoteShares['describeFailure']>) =>
      (await (shares ??= openShares(address))).describeFailure(...failure),
  })

  async function find(definition: ServiceDefinition, keys: ScopeKeys): Promise<ServiceShare | undefined> {
    const listings = listingsOf(definition).flatMap(listedAs)
    if (listings.length === 0) return undefined
    const wanted = { listings, shape: serviceShape(definition), keys }
    const join = async () => (await (shares ??= openShares(address))).acquire(definition, wanted)
    const ready = definition.scope === 'run' ? listed().find((service) => isSame(service, wanted)) : undefined
    if (ready === undefined) return join()
    const isListed = () => listed().some(({ instance }) => instance === ready.instance)
    return onDemandShare(definition, ready, { isListed, join })
  }
}

/** Loads the code that talks to the supervisor when it is needed. */
async function openShares(address: SupervisorAddress): Promise<RemoteShares> {
  const { createRemoteShares } = await import('./remote-shares')
  return createRemoteShares(address)
}

/** Whether a ready service is the wanted one. If several files list it, the supervisor is asked: it decides which of them counts. */
function isSame({ listing, shape }: ReadyService, wanted: AcquireParams): boolean {
  const [first, ...others] = wanted.listings
  return others.length === 0 && listing.file === first?.file && listing.name === first.name && shape === wanted.shape
}

function listedAs({ file, name }: ServiceListing): ListedAs[] {
  return file === undefined ? [] : [{ file: realPath(file), name }]
}

/** Returns the path by which the supervisor knows a file. One synchronous look is faster than asking another thread. */
function realPath(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    return file
  }
}
