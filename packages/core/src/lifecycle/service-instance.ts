import type { StartedService } from '../contract/start-context'
import type { ServiceDefinition } from '../contract/service-definition'
import { createScope, type CleanUpScope } from '../contract/clean-up-scope'
import { settleAll } from '@portside/internal'

/** One instance of a service, from the first request for it until it has been stopped. */
export interface ServiceInstance {
  readonly name: string
  readonly definition: ServiceDefinition
  /** The folder that its relative paths start from. */
  readonly directory: string
  /** When its start began, in milliseconds since 1970. */
  readonly createdAtMs: number
  /** Its clean-ups; closing it stops the service. */
  readonly scope: CleanUpScope
  readonly abort: AbortController
  /** The instances that need this one and have not released it. */
  readonly dependents: Set<ServiceInstance>
  /** The number of its shares. */
  shares: number
  /** Whether the service of a single test needs it or has needed it, and the next test's may. */
  servesTests: boolean
  hasFailed: boolean
  /** Resolves when it is ready and rejects when it does not become ready; replaced at a restart. */
  started: Promise<StartedService>
  /** The current launch, once it was ready for the first time. */
  current: StartedService | undefined
  /** Whether it is being stopped and started again. */
  isRelaunching: boolean
  /** Called before it is stopped for a relaunch, which waits for what they return. */
  readonly leavers: Set<() => unknown>
  /** Called after each relaunch, successful or not. */
  readonly followers: Set<() => void>
  ended: Promise<void> | undefined
}

/** Makes an instance and begins its start. If the start fails, the instance ends itself. */
export function createInstance(
  { name, definition, directory }: Pick<ServiceInstance, 'name' | 'definition' | 'directory'>,
  launch: (instance: ServiceInstance) => Promise<StartedService>,
): ServiceInstance {
  const createdAtMs = Date.now()
  const lifetime = { scope: createScope(), abort: new AbortController(), dependents: new Set<ServiceInstance>() }
  const restarts = {
    current: undefined,
    isRelaunching: false,
    leavers: new Set<() => unknown>(),
    followers: new Set<() => void>(),
  }
  const instance = {
    name,
    definition,
    directory,
    createdAtMs,
    ...lifetime,
    ...restarts,
    shares: 0,
    servesTests: false,
    hasFailed: false,
    ended: undefined,
  } as Omit<ServiceInstance, 'started'> as ServiceInstance
  instance.started = launch(instance).then((started) => (instance.current = started))
  instance.started.catch(() => {
    instance.hasFailed = true
    void endInstance(instance).catch(() => undefined)
  })
  return instance
}

/** Stops an instance after those that need it, and gives up a start in progress. Repeated calls stop it only once. */
export async function endInstance(instance: ServiceInstance): Promise<void> {
  return (instance.ended ??= end(instance))
}

async function end(instance: ServiceInstance): Promise<void> {
  const dependents: Promise<unknown> = settleAll([...instance.dependents].map(endInstance))
  instance.abort.abort(new DOMException(`${instance.name} was stopped`, 'AbortError'))
  await Promise.allSettled([dependents, instance.started])
  await settleAll([dependents, instance.scope.close()])
}
