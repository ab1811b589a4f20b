import { checkDefinition } from './definition/create-definition'
import type { ServiceDefinition } from './contract/service-definition'
import type { StartedHandle } from './contract/service-handle'
import type { ServiceShare } from './contract/service-share'
import { ownHandle } from './handle/own-handle'
import type { ServiceStore } from './lifecycle/service-store'
import { callPlace, originalPlace, ownPlaces, settleAll } from '@portside/internal'
import { checkOptions, optionRules, type OptionRules, withDetails } from '@portside/errors'

/** The options of `start()`. */
export interface StartOptions {
  /** Gives up the start when it is aborted. */
  readonly signal?: AbortSignal
  /** The folder that relative paths start from. @default that of the services file, else process.cwd() */
  readonly directory?: string
}

const rules: OptionRules<StartOptions> = {
  signal: { expected: 'an AbortSignal', isAccepted: isSignal },
  directory: { ...optionRules.text, expected: 'the path of a folder' },
}

/**
 * Starts a service after its needs, and resolves as soon as it is ready.
 *
 * @throws TypeError when an argument is wrong.
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
  checkOptions('start()', options, rules)
  const { createRun, createServiceStore } = await import('./engine')
  const store = createServiceStore({ run: createRun(), ...options })
  try {
    const share = await store.acquire(definition)
    let stopped: Promise<void> | undefined
    const stop = async () => (stopped ??= stopAll(share, store))
    return ownHandle(share, { stop, [Symbol.asyncDispose]: stop }) as StartedHandle<Handle>
  } catch (error) {
    await store.close().catch(() => undefined)
    throw withDetails(error, { requestedAt: ownPlaces(place).map(originalPlace)[0] })
  }
}

/** Whether `value` is an AbortSignal; that of jsdom is another class. */
function isSignal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
}

/** Releases the share, with what its handle has opened, then stops what is left. */
async function stopAll(share: ServiceShare, store: ServiceStore): Promise<void> {
  const released = share.release()
  await settleAll([released, released.catch(() => undefined).then(store.close)])
}
