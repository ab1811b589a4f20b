import { usageError } from '@portside/errors'
import { alreadyReleased, type ShareControl } from '../contract/service-share'
import { unlessAborted } from '@portside/internal'
import { relaunchInstance } from './launch-instance'
import type { ServiceInstance } from './service-instance'
import type { StartedService, LaunchControl } from '../contract/start-context'

/**
 * Makes the controls by which the owner of a share disturbs its instance, until `released` aborts. A release also ends an outage.
 *
 * @throws TypeError when it was given back, is being restarted already, or is no command.
 */
export function controlInstance(
  instance: ServiceInstance,
  released: AbortSignal,
  onReady: (started: StartedService) => void,
): ShareControl {
  let either: AbortSignal | undefined
  // Made on demand: few callers disturb a service, and all wait for their share.
  const whenOver = () => (either ??= AbortSignal.any([released, instance.abort.signal]))
  return { relaunch, pause: control('pause'), resume: control('resume'), kill: control('kill') }

  async function relaunch(whileStopped: () => unknown): Promise<void> {
    const over = whenOver()
    const { relaunch: again, ...rest } = running(instance, over)
    if (again === undefined) throw uncontrollable(instance.name)
    // A release does not wait for what the owner does meanwhile.
    const act = async () => unlessAborted(whileStopped(), over).catch(() => undefined)
    try {
      onReady(await relaunchInstance(instance, { ...rest, relaunch: again }, act))
    } catch (error) {
      throw over.aborted ? alreadyReleased(instance.name, error) : error
    }
  }

  function control(name: keyof LaunchControl): () => Promise<void> {
    return async () => {
      const launch = running(instance, whenOver())
      if (launch.control === undefined) throw uncontrollable(instance.name)
      await launch.control[name]()
    }
  }
}

function running({ name, current, isRelaunching }: ServiceInstance, over: AbortSignal): StartedService {
  if (over.aborted || current === undefined) throw alreadyReleased(name)
  if (isRelaunching)
    throw usageError(`Expected \`${name}\` to be left alone until the restart that is going on has ended`)
  return current
}

function uncontrollable(name: string): TypeError {
  return usageError(
    `Expected \`${name}\` to be a command that was started here, whose processes alone can be disturbed`,
  )
}
