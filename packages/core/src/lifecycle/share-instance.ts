import { usageError } from '@portside/errors'
import { createLink } from '../handle/create-link'
import { liveHandle, onceEach } from '../handle/live-handle'
import { type CleanUpScope, createScope } from '../contract/clean-up-scope'
import { controlInstance } from './control-instance'
import type { ServiceInstance } from './service-instance'
import type { LaunchCalls, StartedService } from '../contract/start-context'
import type { ServiceShare } from '../contract/service-share'
import type { ServiceStoreOptions } from './service-store-options'

/** The options of a share. */
export interface ShareOptions {
  /** Closed when the share is released. */
  readonly closing: CleanUpScope
  /** Called when the service is ready again after a restart. */
  readonly onReady: ServiceStoreOptions['onReady']
}

/** Makes a share in an instance that was ready as `first`. It stays valid after restarts, and `closing` releases it. */
export function shareInstance(
  instance: ServiceInstance,
  first: StartedService,
  { closing, onReady }: ShareOptions,
): ServiceShare {
  const { name, definition } = instance
  const released = new AbortController()
  let endedAt: Date | undefined
  closing.defer(() => released.abort())
  const isRestartable = first.relaunch !== undefined
  const current = () => instance.current ?? first
  const call: ServiceShare['call'] = async (called, argument) => callLaunch(name, current().calls, { called, argument })
  const read = onceEach(current, (started) =>
    definition.connect(
      started.data,
      createLink(name, linkSource(started), {
        endedAt: () => endedAt,
        onClose: (cleanUp) => opened.defer(cleanUp),
      }),
    ),
  )
  // The handles of one launch open connections, which do not outlive it.
  let opened = createScope()
  const leave = (): Promise<void> => {
    const leaving = opened
    opened = createScope()
    return leaving.close()
  }
  instance.leavers.add(leave)
  closing.defer(() => {
    instance.leavers.delete(leave)
    return opened.close()
  })
  /** A service that its watcher has revived has the data of before, and another signal of its crash. */
  const linkSource = (started: StartedService) => {
    const now = () => {
      const latest = current()
      return latest.data === started.data ? latest : started
    }
    return {
      output: started.output,
      get crash() {
        return now().crash
      },
      steady: async () => now().steady?.(),
      call,
    }
  }
  return {
    name,
    scope: definition.scope,
    call,
    handle: isRestartable ? liveHandle(read) : read(),
    isRestartable,
    get data() {
      return current().data
    },
    get elapsedMs() {
      return current().elapsedMs
    },
    get crash() {
      return current().crash
    },
    get output() {
      return current().output
    },
    steady: async () => current().steady?.(),
    readOutput: async (beginMs) => current().output?.text(beginMs) ?? '',
    onRelaunch: (follow) => {
      instance.followers.add(follow)
      closing.defer(() => instance.followers.delete(follow))
    },
    control: controlInstance(instance, released.signal, (started) => onReady?.(name, started)),
    release: async () => {
      endedAt ??= new Date()
      await closing.close()
    },
  }
}

async function callLaunch(
  name: string,
  calls: LaunchCalls = {},
  { called, argument }: { readonly called: string; readonly argument: unknown },
): Promise<unknown> {
  const act = Object.hasOwn(calls, called) ? calls[called] : undefined
  if (act === undefined) throw usageError(`Expected \`${name}\` to have a function \`${called}\``)
  return act(argument)
}
