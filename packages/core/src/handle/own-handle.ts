import type { ServiceShare } from '../lifecycle/service-share'
import type { LaunchControl } from '../lifecycle/start-context'
import type { ServiceControls, StartedHandle } from './service-handle'

/** Adds to the handle of a share what its owner may do. The handle goes on after a restart. */
export function ownHandle<Handle extends object>(
  share: ServiceShare,
  stop: () => Promise<void>,
): StartedHandle<Handle> {
  let current = share
  const relaunch = async (whileStopped: () => unknown): Promise<void> => {
    if (current.relaunch === undefined) throw uncontrollable(current)
    current = await current.relaunch(whileStopped)
  }
  const control = (name: keyof LaunchControl) => async () => {
    if (current.control === undefined) throw uncontrollable(current)
    await current.control[name]()
  }
  const controls: ServiceControls = {
    stop,
    [Symbol.asyncDispose]: stop,
    restart: () => relaunch(() => undefined),
    whileStopped: (act) => runWhileStopped(act, relaunch),
    pause: control('pause'),
    resume: control('resume'),
    kill: control('kill'),
  }
  return withControls(share.handle as Handle, controls, () => current.handle as Handle)
}

async function runWhileStopped<Result>(
  act: () => Result | Promise<Result>,
  relaunch: (whileStopped: () => unknown) => Promise<void>,
): Promise<Result> {
  let outcome: Promise<Result> | undefined
  await relaunch(async () => {
    outcome = Promise.resolve().then(act)
    await outcome.catch(() => undefined)
  })
  return outcome as Promise<Result>
}

/** Plain handles are read anew each time, since a restart makes another one; objects of a class are extended as they are. */
function withControls<Handle extends object>(
  handle: Handle,
  controls: ServiceControls,
  read: () => Handle,
): StartedHandle<Handle> {
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(handle) as object | null)
  if (!isPlain) return Object.assign(handle, controls)
  const owned = {}
  for (const key of Object.keys(handle)) {
    Object.defineProperty(owned, key, { enumerable: true, get: () => read()[key as keyof Handle] })
  }
  return Object.freeze(Object.assign(owned, controls)) as StartedHandle<Handle>
}

function uncontrollable({ name }: ServiceShare): TypeError {
  return new TypeError(`Expected \`${name}\` to be a command, whose processes alone can be disturbed`)
}
