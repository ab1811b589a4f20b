import {
  detailsOf,
  isPortsideError,
  isUsageError,
  namedUsageError,
  PortsideError,
  type PortsideErrorDetails,
  withDetails,
} from '@portside/errors'
import type { ServiceDefinition } from '../contract/service-definition'
import { placeOf } from '../definition/service-listing'
import { cleanDeadRuns } from '../run/clean-dead-runs'
import type { ServiceInstance } from './service-instance'
import type { StartedService, Launch } from '../contract/start-context'
import type { ServiceStoreOptions } from './service-store-options'
import { withStartSlot } from './start-slots'
import { allowManyListeners, settleAll, unlessAborted, unlessGivenUp } from '@portside/internal'
import { runCleanUp } from '../contract/clean-up-scope'

/** A need, held for one instance. */
export interface HeldNeed {
  readonly handle: unknown
  readonly release: () => Promise<void>
}

/**
 * Starts the needs of an instance, all at once, and then the instance; none of them for one that runs already. A failure names the place of the
 * definition.
 */
export async function launchInstance(...args: Parameters<typeof launchWithNeeds>): Promise<StartedService> {
  try {
    return await launchWithNeeds(...args)
  } catch (error) {
    const [{ name, definition }, { run }] = args
    const definedAt = placeOf(definition)
    run.watcher.failed?.(name)
    throw isUsageError(error) ? namedUsageError(error, name, definedAt) : withDetails(error, { definedAt })
  }
}

async function launchWithNeeds(
  instance: ServiceInstance,
  options: ServiceStoreOptions,
  holdNeed: (need: ServiceDefinition, name: string) => Promise<HeldNeed>,
): Promise<StartedService> {
  const { run } = options
  const signals = [instance.abort.signal, run.force, ...(options.signal === undefined ? [] : [options.signal])]
  const signal = AbortSignal.any(signals)
  const { definition, name, directory, scope } = instance
  const context = { name, needs: {}, directory, run, signal, defer: scope.defer }
  const beganAt = performance.now()
  const existing = await definition.findExisting?.(context)
  if (existing !== undefined) {
    run.watcher.ready?.(name)
    return startedService(instance, existing, beganAt)
  }
  const needs = await holdNeeds(instance, holdNeed)
  await cleanDeadRuns()
  return withStartSlot(async () => {
    signal.throwIfAborted()
    run.watcher.starting?.(name)
    const startedAt = performance.now()
    const launching = definition.start({ ...context, needs })
    // A start that ignores its signal is awaited for a limited time, and not at all when forced.
    const launch = await unlessGivenUp(unlessAborted(launching, run.force), signal)
    const started = startedService(instance, launch, startedAt)
    void followRevival(instance, started)
    run.watcher.ready?.(name)
    return started
  })
}

/** Adds the facts about its start to a ready launch. */
function startedService(instance: ServiceInstance, launch: Launch, startedAt: number): StartedService {
  return { ...launch, elapsedMs: performance.now() - startedAt, crash: crashSignal(instance, launch) }
}

/** Replaces a launch that has crashed by the same one when it is ready again, unless it was relaunched meanwhile. */
async function followRevival(instance: ServiceInstance, started: StartedService): Promise<void> {
  const next = await started.revived
  if (next === undefined || instance.current !== started || instance.ended !== undefined) return
  const again = { ...started, ...next, crash: crashSignal(instance, next) }
  instance.current = again
  instance.started = Promise.resolve(again)
  void followRevival(instance, again)
  for (const follow of instance.followers) follow()
}

/** Makes the signal of a crash. All holders of the service may listen to it. */
function crashSignal({ definition }: ServiceInstance, { crashed }: Pick<Launch, 'crashed'>): AbortSignal {
  const controller = new AbortController()
  allowManyListeners(controller.signal)
  void crashed?.then((error) => controller.abort(withDetails(error, { definedAt: placeOf(definition) })))
  return controller.signal
}

async function holdNeeds(
  instance: ServiceInstance,
  holdNeed: (need: ServiceDefinition, name: string) => Promise<HeldNeed>,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(instance.definition.needs).map(async ([key, need]) => {
    const name = `${instance.name}.${key}`
    const held = await holdNeed(need, name).catch((error: unknown) => {
      throw dependencyError(instance.name, name, error)
    })
    instance.scope.defer(held.release)
    return [key, held.handle] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** `E_DEPENDENCY`: a need of `service` did not start. However deep, the message has what failed first, once; an error that is not ours is the cause. */
function dependencyError(service: string, need: string, error: unknown): PortsideError {
  const failures = isPortsideError(error) ? rootFailures(error) : []
  const names = failures.length > 0 ? failures.map((failure) => failure.service ?? need) : [need]
  return new PortsideError({
    code: 'E_DEPENDENCY',
    service,
    summary: `not started, because ${[...new Set(names)].join(' and ')} failed`,
    failures,
    cause: isPortsideError(error) ? error.cause : error,
  })
}

function rootFailures(error: PortsideError): readonly PortsideErrorDetails[] {
  return error.code === 'E_DEPENDENCY' ? error.failures : [detailsOf(error)]
}

/**
 * Stops an instance, runs `whileStopped`, and starts it again on the same ports. Its needs and its dependents stay up. Callers that ask for it
 * meanwhile wait. If it does not become ready again, it counts as dead, with that reason, until it is launched once more.
 */
export async function relaunchInstance(
  instance: ServiceInstance,
  { relaunch, ...before }: StartedService & Required<Pick<StartedService, 'relaunch'>>,
  whileStopped: () => unknown,
): Promise<StartedService> {
  instance.isRelaunching = true
  const startedAt = performance.now()
  const leaving = settleAll([...instance.leavers].map(runCleanUp))
  const relaunching = leaving.then(() => relaunch(whileStopped))
  instance.started = relaunching.then(
    (launch) => {
      instance.current = startedService(instance, launch, startedAt)
      void followRevival(instance, instance.current)
      return instance.current
    },
    (cause: unknown) => {
      const error = withDetails(cause, { definedAt: placeOf(instance.definition) })
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
  allowManyListeners(signal)
  return signal
}
