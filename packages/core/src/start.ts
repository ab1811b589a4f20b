import { checkDefinition } from './definition/create-definition'
import type { ServiceDefinition } from './contract/service-definition'
import type { StartedHandle } from './contract/service-handle'
import type { ServiceShare } from './contract/service-share'
import { ownHandle } from './handle/own-handle'
import type { ServiceStore } from './lifecycle/service-store'
import { callPlace, ownPlaces, settleAll } from '@portside/internal'
import { withDetails } from '@portside/errors'

/** The options of `start()`. */
export interface StartOptions {
  /** Gives up the start when it is aborted. */
  readonly signal?: AbortSignal
  /** The folder that relative paths start from. @default that of the services file, else process.cwd() */
  readonly directory?: string
}

/**
 * Starts a service after its needs, and resolves as soon as it is ready.
 *
 * @throws PortsideError with the cause when it does not become ready; nothing is left running then.
 * @example
 * ```ts
 * import { command, start } from 'portside'
 *
 * const api = await start(command('node server.js', { ready: '/health' }))
 * const response = await api.fetch('/users')
 * await api.stop()
 * ```
 */
export async function start<Handle extends object>(
  definition: ServiceDefinition<Handle>,
  options: StartOptions = {},
): Promise<StartedHandle<Handle>> {
  const place = callPlace(start)
  checkDefinition('definition', definition)
  const { createRun, createServiceStore } = await import('./engine')
  const store = createServiceStore({ run: createRun(), ...options })
  try {
    const share = await store.acquire(definition)
    let stopped: Promise<void> | undefined
    const stop = async () => (stopped ??= stopAll(share, store))
    return ownHandle(share, { stop, [Symbol.asyncDispose]: stop }) as StartedHandle<Handle>
  } catch (error) {
    await store.close().catch(() => undefined)
    throw withDetails(error, { requestedAt: ownPlaces(place)[0] })
  }
}

/** Releases the share, with what its handle has opened, then stops what is left. */
async function stopAll(share: ServiceShare, store: ServiceStore): Promise<void> {
  const released = share.release()
  await settleAll([released, released.catch(() => undefined).then(store.close)])
}
