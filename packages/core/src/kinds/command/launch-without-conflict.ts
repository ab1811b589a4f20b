import { isPortsideError } from '@portside/errors'
import { findPortOwner, portInUseError, type PortInUseError, type PortLease } from '@portside/ports'
import { isOwnHold } from '../../diagnose/collect-evidence'
import { isHookFailure } from '../../run/listen-hook/hook-loading'
import { createScope } from '../../contract/clean-up-scope'
import type { Launch, StartContext } from '../../contract/start-context'
import { unlessAborted } from '@portside/internal'
import { answers } from './answers'
import { beganBefore } from './began-before'
import type { CommandSpec } from './check-command-options'
import { type AddressLeases, leaseNamed, portOf } from './lease-address'
import { type LostPort, warnOfMoves } from './warn-of-moves'

const maxTries = 4

/**
 * Launches a service, and again after a conflict about a leased port that can be resolved: our own hold is suspended if the service does not tolerate
 * it, and a chosen port that another process took all the same is replaced. It is also launched again without the listen hook if its Node could not
 * load that. The result can be launched again, on the same ports unless another process took one of them meanwhile; then one line reports the new
 * port.
 */
export function launchWithoutConflict(
  spec: CommandSpec,
  leases: AddressLeases,
  context: StartContext,
  launch: (attempt: StartContext) => Promise<Launch>,
): Promise<Launch> {
  const memory = context.run.startMemory.of(spec)
  let scope = createScope()
  return tryToLaunch(() => undefined)

  /** Calls `onLost` with a chosen port that is to be replaced; it throws if the port must stay. */
  async function tryToLaunch(onLost: (lost: LostPort) => void): Promise<Launch> {
    for (let tries = 1; ; tries += 1) {
      scope = createScope()
      const startedAtMs = Date.now()
      context.defer(scope.close)
      try {
        if (memory.refusesHold) await onEach(leases, (lease) => lease.suspend())
        return { ...(await launch({ ...context, defer: scope.defer })), relaunch }
      } catch (error) {
        if (isHookFailure(error, context.run.id) && !memory.refusesHook) {
          memory.refusesHook = true
          await scope.close()
          continue
        }
        const name = conflictingLease(error, leases, startedAtMs)
        if (name === undefined || tries === maxTries) throw error
        await scope.close()
        if (!(await resolveConflict(name, error as PortInUseError, { spec, leases, context, onLost }))) throw error
      }
    }
  }

  /**
   * Stops the last launch, ready or not, and launches again. A service that does not become ready again is stopped at once, so that it can be tried
   * again.
   */
  async function relaunch(whileStopped: () => unknown, mayMove = true): Promise<Launch> {
    const lost: LostPort[] = []
    const noteLost = (port: LostPort) => {
      if (!mayMove) throw port.error
      lost.push(port)
    }
    context.signal.throwIfAborted()
    await scope.close()
    await onEach(leases, (lease) => lease.resume())
    await unlessAborted(whileStopped(), context.signal)
    context.signal.throwIfAborted()
    try {
      await replaceTaken({ spec, leases, context, onLost: noteLost })
      const launch = await tryToLaunch(noteLost)
      warnOfMoves(context.name, lost, leases)
      return launch
    } catch (error) {
      await scope.close().catch(() => undefined)
      throw error
    }
  }
}

async function onEach(leases: AddressLeases, act: (lease: PortLease) => Promise<unknown>): Promise<void> {
  await Promise.all([...leases.values()].map(act))
}

/** Replaces ports that are taken: the service would conflict with the process that listens there, or the probe would take that for the service. */
async function replaceTaken(launching: Launching): Promise<void> {
  if (launching.spec.owner === 'any') return
  for (const [name, { host, port }] of launching.leases) {
    if (!(await answers(host, port))) continue
    const owner = await findPortOwner(port, { host })
    if (owner?.state !== 'listen') continue
    const error = portInUseError({ port, host, owner, service: launching.context.name })
    if (!(await resolveConflict(name, error, launching))) throw error
  }
}

interface Launching {
  readonly spec: CommandSpec
  readonly leases: AddressLeases
  readonly context: StartContext
  readonly onLost: (lost: LostPort) => void
}

/** Returns the name of the leased port on which a start failed. */
function conflictingLease(error: unknown, leases: AddressLeases, startedAtMs: number): string | undefined {
  if (!isConflict(error)) return undefined
  // An owner that started after the service may be a hidden daemon of its own: another try would leave one more.
  if (error.code === 'E_IMPOSTOR' && !beganBefore(error.owner, startedAtMs)) return undefined
  return [...leases].find(([, lease]) => lease.port === error.port)?.[0]
}

function isConflict(error: unknown): error is PortInUseError {
  return isPortsideError(error) && (error.code === 'E_PORT_IN_USE' || error.code === 'E_IMPOSTOR')
}

/** Resolves a conflict, and returns whether another try makes sense. */
async function resolveConflict(
  name: string,
  error: PortInUseError,
  { spec, leases, context, onLost }: Launching,
): Promise<boolean> {
  const lease = leases.get(name)
  if (lease === undefined) return false
  // Servers that do not set SO_REUSEADDR get EADDRINUSE against our bound sockets, socket(7).
  if ((error.owner === undefined || isOwnHold(error.owner)) && lease.hold === 'kernel') {
    context.run.startMemory.of(spec).refusesHold = true
    return true
  }
  // Others rely on a fixed or reserved number.
  if (typeof portOf(name, spec) !== 'string') return false
  onLost({ name, error })
  await lease.release()
  leases.set(name, await leaseNamed(name, spec, context))
  return true
}
