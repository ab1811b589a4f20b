import { invalidArgument } from '@portside/errors'
import type { ServiceShare } from '../contract/service-share'
import { extendHandle } from './live-handle'
import type { ProcessControls } from '../contract/service-handle'

/** Adds the controls of its owner, and `more`, to the handle of a share. */
export function ownHandle(share: ServiceShare, more: object = {}): object {
  return extendHandle(share.handle as object, { ...controlsOf(share), ...more })
}

/** Adds to a handle that others share, for users without types, methods that say why it has none of its owner's controls. */
export function sharedHandle({ handle, name, scope }: Pick<ServiceShare, 'handle' | 'name' | 'scope'>): object {
  const refusals = {}
  for (const method of controls) {
    const value = () => {
      throw new TypeError(
        `${name}.${method}() would disturb other tests: the scope of ${name} is '${scope}'. Give these tests one of their own: override(${name}, { scope: 'file' }), or 'test'`,
      )
    }
    Object.defineProperty(refusals, method, { value })
  }
  return extendHandle(handle as object, refusals)
}

const controls = ['restart', 'whileStopped', 'pause', 'resume', 'kill'] as const satisfies (keyof ProcessControls)[]

/** Whether a handle is one of a process, which its owner may disturb. Checks the names by which its type is recognised. */
export function isProcessHandle(handle: unknown): boolean {
  return (
    typeof handle === 'object' && handle !== null && ['pid', 'output', 'waitForOutput'].every((key) => key in handle)
  )
}

function controlsOf({ control }: ServiceShare): ProcessControls {
  return {
    restart: () => control.relaunch(() => undefined),
    whileStopped: (act) => runWhileStopped(act, control.relaunch),
    pause: control.pause,
    resume: control.resume,
    kill: control.kill,
  }
}

async function runWhileStopped<Result>(
  act: () => Result | Promise<Result>,
  relaunch: ServiceShare['control']['relaunch'],
): Promise<Result> {
  if (typeof act !== 'function') throw invalidArgument('act', 'a function', act)
  const outcomes: PromiseSettledResult<Result>[] = []
  const relaunching = relaunch(async () => {
    outcomes.push(...(await Promise.allSettled([Promise.resolve().then(act)])))
  })
  const [relaunched] = await Promise.allSettled([relaunching])
  // The error of `act` came first. If the service was released meanwhile, `act` may not have finished.
  for (const result of [...outcomes, relaunched]) if (result.status === 'rejected') throw result.reason
  return (outcomes as PromiseFulfilledResult<Result>[])[0]?.value as Result
}
