import type { ServiceDefinition } from '../contract/service-definition'
import { folderOf, listingsOf } from '../definition/service-listing'
import { changedSince } from './changed-since'
import { createScope } from '../contract/clean-up-scope'
import { launchInstance } from './launch-instance'
import { createInstance, endInstance, type ServiceInstance } from './service-instance'
import type { ScopeKeys, ServiceShare } from '../contract/service-share'
import type { FailureWords, TestEvent, TestFailure } from '../contract/start-context'
import type { ServiceStoreOptions } from './service-store-options'
import { settleAll } from '@portside/internal'
import { shareInstance } from './share-instance'

/** Starts each instance once, however many callers ask for it, and stops an instance that nobody holds any more. */
export interface ServiceStore {
  /** Starts a service after its needs, or joins the existing instance. Rejects with the reason of a failure. */
  readonly acquire: (definition: ServiceDefinition, keys?: ScopeKeys, name?: string) => Promise<ServiceShare>
  /** Stops instances that have failed, died or are out of date, with all that need them, so that the next request starts them anew. */
  readonly renew: (isOutdated?: (definition: ServiceDefinition) => boolean) => Promise<void>
  /** Calls the running instances that belong to these keys and follow tests. Rejects with the first failure, once all have settled. */
  readonly followTest: (keys: ScopeKeys, event: TestEvent) => Promise<void>
  /** Asks the same instances for lines that are shown with a failure. */
  readonly describeFailure: (keys: ScopeKeys, failure: TestFailure) => Promise<readonly FailureWords[]>
  /** Stops the instances that stay only for the services of further tests, unless something else uses them. */
  readonly endIdle: () => Promise<void>
  /** Stops all instances, each before its needs. Throws the first error after all have been stopped. */
  readonly close: () => Promise<void>
}

type InstancesByKey = Map<string, ServiceInstance>

/** Makes an empty store. */
export function createServiceStore(options: ServiceStoreOptions): ServiceStore {
  const { keeps = [], keepsNeedsOfTests = false } = options
  const instances = new Map<ServiceDefinition, InstancesByKey>()
  return { acquire, renew, followTest, describeFailure, endIdle, close }

  async function acquire(definition: ServiceDefinition, keys: ScopeKeys = {}, name = 'service'): Promise<ServiceShare> {
    return (await options.elsewhere?.(definition, keys)) ?? share(definition, keys, name)
  }

  /** Acquires a share of an instance here, for an outside caller or for the instance that needs it. */
  async function share(
    definition: ServiceDefinition,
    keys: ScopeKeys,
    name: string,
    dependent?: ServiceInstance,
  ): Promise<ServiceShare> {
    const instance = instanceOf(definition, keys, { name, directory: dependent?.directory })
    if (dependent === undefined) instance.shares += 1
    else addDependent(instance, dependent)
    const closing = createScope()
    closing.defer(() => {
      if (dependent === undefined) instance.shares -= 1
      else instance.dependents.delete(dependent)
      return endIfIdle(instance)
    })
    try {
      const started = await instance.started
      started.crash.throwIfAborted()
      return shareInstance(instance, started, { closing, onReady: options.onReady })
    } catch (error) {
      // An error of its clean-up is reported to the caller that closes the store.
      await closing.close().catch(() => undefined)
      throw error
    }
  }

  /** Finds or makes an instance. If it is not listed, its caller provides its name and its folder. */
  function instanceOf(
    definition: ServiceDefinition,
    keys: ScopeKeys,
    unlisted: { readonly name: string; readonly directory: string | undefined },
  ): ServiceInstance {
    const byKey = instances.get(definition) ?? new Map<string, ServiceInstance>()
    instances.set(definition, byKey)
    const key = keys[definition.scope] ?? ''
    const last = byKey.get(key)
    if (last !== undefined && hasCrashedIdle(last)) void endInstance(last).catch(() => undefined)
    if (last !== undefined && (last.ended === undefined || (last.hasFailed && isKept(last)))) return last
    const { name = unlisted.name } = listingsOf(definition)[0] ?? {}
    const directory = options.directory ?? folderOf(definition) ?? unlisted.directory ?? process.cwd()
    const next = createInstance({ name, definition, directory }, async (self) => {
      // The last instance is still being stopped and has what this one needs, such as a fixed port.
      await last?.ended?.catch(() => undefined)
      const started = await launchInstance(self, options, (need, needName) => holdNeed(self, need, keys, needName))
      options.onReady?.(self.name, started)
      return started
    })
    byKey.set(key, next)
    return next
  }

  async function holdNeed(
    dependent: ServiceInstance,
    need: ServiceDefinition,
    keys: ScopeKeys,
    name: string,
  ): Promise<ServiceShare> {
    return (await options.elsewhere?.(need, keys)) ?? share(need, keys, name, dependent)
  }

  async function endIfIdle(instance: ServiceInstance): Promise<void> {
    // An end in progress already waits for this one, which may be its dependent.
    if (isUsed(instance) || isKept(instance) || instance.servesTests || instance.ended !== undefined) return
    await endInstance(instance)
    forget(instance)
  }

  function addDependent(instance: ServiceInstance, dependent: ServiceInstance): void {
    instance.dependents.add(dependent)
    const isOfTest = dependent.definition.scope === 'test' && instance.definition.scope !== 'test'
    if (keepsNeedsOfTests && isOfTest) instance.servesTests = true
  }

  async function endIdle(): Promise<void> {
    const idle = all().filter(({ servesTests }) => servesTests)
    for (const instance of idle) instance.servesTests = false
    await settleAll(idle.map(endIfIdle))
  }

  function isKept(instance: ServiceInstance): boolean {
    return keeps.includes(instance.definition.scope)
  }

  function forget(instance: ServiceInstance): void {
    const byKey = instances.get(instance.definition)
    for (const [key, known] of byKey ?? []) if (known === instance) byKey?.delete(key)
  }

  async function renew(isOutdated: (definition: ServiceDefinition) => boolean = () => false): Promise<void> {
    const known = all()
    const isOver = known.map(async (instance) => isOutdated(instance.definition) || isUnusable(instance))
    const over = await Promise.all(isOver)
    await settleAll(known.filter((_, index) => over[index]).map(endInstance))
    for (const instance of known) if (instance.ended !== undefined) forget(instance)
  }

  async function followTest(keys: ScopeKeys, event: TestEvent): Promise<void> {
    await settleAll(followers(keys).map(async ({ current }) => current?.followTest?.(event)))
  }

  async function describeFailure(keys: ScopeKeys, failure: TestFailure): Promise<readonly FailureWords[]> {
    const asked = followers(keys).map(async ({ name, current }) => {
      const describing = current?.describeFailure?.(failure)
      // A failure to describe one is no failure of the test.
      return { name, text: (await describing?.catch((error: unknown) => String(error))) ?? '' }
    })
    return (await Promise.all(asked)).filter(({ text }) => text !== '')
  }

  /** Returns the running instances that belong to these keys and follow tests. */
  function followers(keys: ScopeKeys): readonly ServiceInstance[] {
    return [...instances].flatMap(([definition, byKey]) => {
      const instance = definition.followsTests ? byKey.get(keys[definition.scope] ?? '') : undefined
      return instance?.current === undefined || instance.ended !== undefined ? [] : [instance]
    })
  }

  async function close(): Promise<void> {
    await settleAll(all().map(endInstance))
  }

  function all(): readonly ServiceInstance[] {
    return [...instances.values()].flatMap((byKey) => Array.from(byKey.values()))
  }
}

function isUsed({ shares, dependents }: ServiceInstance): boolean {
  return shares > 0 || dependents.size > 0
}

/** Whether an instance that stays for further tests has crashed while nothing used it. */
function hasCrashedIdle(instance: ServiceInstance): boolean {
  return instance.servesTests && !isUsed(instance) && instance.current?.crash.aborted === true
}

async function isUnusable({
  definition,
  directory,
  createdAtMs,
  started,
  hasFailed,
}: ServiceInstance): Promise<boolean> {
  const isDead = hasFailed || (await started.catch(() => undefined))?.crash.aborted !== false
  return isDead || changedSince(definition.watch, directory, createdAtMs)
}
