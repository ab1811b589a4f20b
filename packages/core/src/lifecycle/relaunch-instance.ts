import { setMaxListeners } from 'node:events'
import { startedService } from './launch-instance'
import type { ServiceInstance, StartedService } from './service-instance'

/**
 * Stops an instance, runs `whileStopped`, and starts it again on the same ports; what needs it, and what it needs, stays up. Those who ask
 * for it meanwhile wait. One that does not become ready again is dead, with the reason of that, until it is launched once more.
 */
export async function relaunchInstance(
  instance: ServiceInstance,
  { relaunch, ...before }: StartedService & Required<Pick<StartedService, 'relaunch'>>,
  whileStopped: () => unknown,
): Promise<StartedService> {
  instance.isRelaunching = true
  const startedAt = performance.now()
  instance.started = relaunch(whileStopped).then(
    (launch) => (instance.current = startedService(launch, startedAt)),
    (error: unknown) => {
      instance.current = { ...before, relaunch, crash: abortedBy(error) }
      throw error
    },
  )
  try {
    return await instance.started
  } finally {
    instance.isRelaunching = false
    for (const follow of instance.followers) follow()
  }
}

function abortedBy(error: unknown): AbortSignal {
  const signal = AbortSignal.abort(error)
  setMaxListeners(0, signal)
  return signal
}
