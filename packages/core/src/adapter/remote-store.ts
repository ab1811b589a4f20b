import { realpath } from 'node:fs/promises'
import type { ServiceDefinition } from '../define/service-definition'
import { listingsOf, type ServiceListing } from '../define/service-listing'
import { serviceShape } from '../define/service-shape'
import type { ServiceLink } from '../handle/service-link'
import { outputBegin } from '../handle/test-begin'
import { createScope } from '../lifecycle/clean-up-scope'
import type { ScopeKeys, ServiceShare } from '../lifecycle/service-share'
import { connectSupervisor, type SupervisorClient } from '../supervisor/connect-supervisor'
import type { ListedAs, SharedService } from '../supervisor/messages'
import type { SupervisorAddress } from '../supervisor/supervisor-address'

/** Finds services of the supervisor; `undefined` for those that none of its files lists. */
export type RemoteStore = (definition: ServiceDefinition, keys: ScopeKeys) => Promise<ServiceShare | undefined>

/** Makes a store over a connection that is there only while something is held. */
export function createRemoteStore(address: SupervisorAddress): RemoteStore {
  let holders = 0
  let connecting: Promise<SupervisorClient> | undefined
  return async (definition, keys) => {
    const listings = await Promise.all(listingsOf(definition).flatMap(listedAs))
    if (listings.length === 0) return undefined
    holders += 1
    try {
      const client = await (connecting ??= connectSupervisor(address))
      const shared = await client.request('acquire', { listings, shape: serviceShape(definition), keys })
      if (shared !== null) return shareOf(definition, shared, client)
    } catch (error) {
      await letGo()
      throw error
    }
    await letGo()
    return undefined
  }

  async function letGo(): Promise<void> {
    holders -= 1
    if (holders > 0) return
    const client = await connecting?.catch(() => undefined)
    connecting = undefined
    client?.close()
  }

  function shareOf(definition: ServiceDefinition, shared: SharedService, client: SupervisorClient): ServiceShare {
    const { share, name, data, elapsedMs } = shared
    const scope = createScope()
    scope.defer(letGo)
    scope.defer(() => client.release(shared))
    const link = remoteLink(shared, client, scope.defer)
    const { crash } = link
    const handle = definition.connect(data, link)
    const readOutput = async (beginMs?: number) => client.request('output', { share, beginMs })
    return { name, data, elapsedMs, crash, handle, readOutput, release: scope.close }
  }
}

/** The supervisor knows files by their real paths. */
function listedAs({ file, name }: ServiceListing): Promise<ListedAs>[] {
  return file === undefined
    ? []
    : [
        realpath(file).then(
          (path) => ({ file: path, name }),
          () => ({ file, name }),
        ),
      ]
}

function remoteLink(shared: SharedService, client: SupervisorClient, onClose: ServiceLink['onClose']): ServiceLink {
  const { share, name } = shared
  const crash = client.crashOf(shared)
  return {
    name,
    output: async (options) => unlessLost(client.request('output', { share, beginMs: outputBegin(options) })),
    waitForOutput: async ({ source, flags }, options) =>
      unlessLost(client.request('waitForOutput', { share, source, flags, ...options })),
    crash,
    onClose,
  }

  async function unlessLost<Result>(answer: Promise<Result>): Promise<Result> {
    return answer.catch((error: unknown) => {
      throw client.isLost() ? crash.reason : error
    })
  }
}
