import type { ServiceStore } from './service-store'
import type { ServiceStoreOptions } from './service-store-options'

/** A store that is made when somebody asks for a service: a run that asks for none need not load what starts them. */
export function lateStore(options: ServiceStoreOptions): ServiceStore {
  let store: Promise<ServiceStore> | undefined
  return {
    acquire: async (...request) => (await (store ??= openStore(options))).acquire(...request),
    renew: async (isOutdated) => (await store)?.renew(isOutdated),
    close: async () => (await store)?.close(),
  }
}

async function openStore(options: ServiceStoreOptions): Promise<ServiceStore> {
  const { createServiceStore } = await import('../engine')
  return createServiceStore(options)
}
