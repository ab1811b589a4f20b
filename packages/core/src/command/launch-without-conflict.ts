import { isPortsideError } from '@portside/errors'
import type { PortInUseError, PortLease, PortOwner } from '@portside/ports'
import { isHubRefusal } from '../hub/hub-refusal'
import { createScope } from '../lifecycle/clean-up-scope'
import type { Launch, StartContext } from '../lifecycle/start-context'
import { unlessAborted } from '../lifecycle/unless-aborted'
import type { CommandSpec } from './check-command-options'
import { type AddressLeases, leaseNamed, portOf } from './lease-address'

const maxTries = 4
// The start of a process is known to a hundredth of a second, and reckoned from the time since boot.
const startToleranceMs = 50

/**
 * Launches a service, and again when it met a conflict about a leased port that can be resolved: our own hold, which it
 * does not tolerate, is let go; a chosen port that somebody took all the same is replaced. Again, too, without the hub when its Node
 * could not load that. What comes of it can be launched again on the same ports.
 */
export function launchWithoutConflict(
  spec: CommandSpec,
  leases: AddressLeases,
  context: StartContext,
  launch: (attempt: StartContext) => Promise<Launch>,
): Promise<Launch> {
  let scope = createScope()
  return tryToLaunch()

  async function tryToLaunch(): Promise<Launch> {
    for (let tries = 1; ; tries += 1) {
      scope = createScope()
      const startedAtMs = Date.now()
      context.defer(scope.close)
      try {
        if (spec.memory.refusesHold) await onEach(leases, (lease) => lease.letGo())
        return { ...(await launch({ ...context, defer: scope.defer })), relaunch }
      } catch (error) {
        if (isHubRefusal(error, context.run.id) && !spec.memory.refusesHub) {
          spec.memory.refusesHub = true
          await scope.close()
          continue
        }
        const name = conflictingLease(error, leases, startedAtMs)
        if (name === undefined || tries === maxTries) throw error
        await scope.close()
        if (!(await resolveConflict(name, error as PortInUseError, { spec, leases, context }))) throw error
      }
    }
  }

  /** Ends what was launched last, be it ready or not. One that does not become ready again is ended at once: it may be tried once more. */
  async function relaunch(whileStopped: () => unknown): Promise<Launch> {
    context.signal.throwIfAborted()
    await scope.close()
    await onEach(leases, (lease) => lease.takeBack())
    await unlessAborted(whileStopped(), context.signal)
    context.signal.throwIfAborted()
    try {
      return await tryToLaunch()
    } catch (error) {
      await scope.close().catch(() => undefined)
      throw error
    }
  }
}

async function onEach(leases: AddressLeases, act: (lease: PortLease) => Promise<unknown>): Promise<void> {
  await Promise.all([...leases.values()].map(act))
}

interface Launching {
  readonly spec: CommandSpec
  readonly leases: AddressLeases
  readonly context: StartContext
}

/** The name of the leased port that a start failed on. */
function conflictingLease(error: unknown, leases: AddressLeases, startedAtMs: number): string | undefined {
  if (!isConflict(error)) return undefined
  // What began after the start may be a daemon of the service's own that hides: another try would leave one more.
  const beganAtMs = error.owner?.startedAt?.getTime() ?? Infinity
  if (error.code === 'E_IMPOSTOR' && beganAtMs > startedAtMs - startToleranceMs) return undefined
  return [...leases].find(([, lease]) => lease.port === error.port)?.[0]
}

function isConflict(error: unknown): error is PortInUseError {
  return isPortsideError(error) && (error.code === 'E_PORT_IN_USE' || error.code === 'E_IMPOSTOR')
}

/** Whether another try makes sense. */
async function resolveConflict(
  name: string,
  { owner }: PortInUseError,
  { spec, leases, context }: Launching,
): Promise<boolean> {
  const lease = leases.get(name)
  if (lease === undefined) return false
  if (isOwnHold(owner) && lease.hold === 'kernel') {
    spec.memory.refusesHold = true
    return true
  }
  // Others rely on a number, be it written down or reserved.
  if (typeof portOf(name, spec) !== 'string') return false
  await lease.release()
  leases.set(name, await leaseNamed(name, spec, context))
  return true
}

/** Servers that do not set SO_REUSEADDR meet EADDRINUSE against our bound sockets: socket(7). */
function isOwnHold(owner: PortOwner | undefined): boolean {
  return owner === undefined || (owner.state === 'held' && owner.lease?.pid === process.pid)
}
