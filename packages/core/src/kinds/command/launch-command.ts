import { checkLoopback } from '@portside/ports'
import type { CommandSpec } from './check-command-options'
import { finishLaunch, prepareLaunch } from './finish-launch'
import { leaseAddress, leasedAddress } from './lease-address'
import { joinHub } from './attach-listen-hook'
import { launchWithoutConflict } from './launch-without-conflict'
import { spawnService } from './spawn-service'
import { watchOwner } from './watch-owner'
import { waitForCommand } from './wait-for-command'
import type { ServiceDefinition } from '../../contract/service-definition'
import { diagnoseStart } from './diagnose-start'
import { ownHandle } from '../../handle/own-handle'
import type { StartedHandle } from '../../contract/service-handle'
import type { ServiceShare } from '../../contract/service-share'
import { createServiceStore, type ServiceStore } from '../../lifecycle/service-store'
import { settleAll } from '../../lifecycle/settle-all'
import type { Launch, StartContext } from '../../contract/start-context'
import { rehearse } from '../../rehearse'
import { createRun } from '../../run/run'
import type { StartOptions } from '../../start'

/** Does what `start()` says. */
export async function startDefinition<Handle extends object>(
  definition: ServiceDefinition<Handle>,
  options: StartOptions,
): Promise<StartedHandle<Handle>> {
  const store = createServiceStore({ run: createRun(), ...options })
  try {
    const share = await store.acquire(definition)
    let stopped: Promise<void> | undefined
    const stop = async () => (stopped ??= stopAll(share, store))
    return ownHandle(share, { stop, [Symbol.asyncDispose]: stop }) as StartedHandle<Handle>
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

/** Closes what the handle has opened, then stops what is left. */
async function stopAll(share: ServiceShare, store: ServiceStore): Promise<void> {
  const released = share.release()
  await settleAll([released, released.catch(() => undefined).then(store.close)])
}

/**
 * The life of a command: define → lease a port → spawn → probe → ready → (use) → stop → release. Each stage registers
 * the one clean-up that undoes it; they run in reverse.
 */
export async function launchCommand(spec: CommandSpec, context: StartContext): Promise<Launch> {
  // Every other port is leased, which checks the address.
  if (spec.port === 'discover') checkLoopback(spec.host, context.name)
  const leases = await leaseAddress(spec, context)
  return launchWithoutConflict(spec, leases, context, async (attempt) => {
    const given = leasedAddress(spec, leases)
    const reports = joinHub(spec, given, attempt)
    const startedAtMs = Date.now()
    const child = await spawnService(spec, given, attempt, reports)
    const spawned = { spec, address: given, child, startedAtMs, reports, context: attempt }
    const prepared = { owner: watchOwner(spawned), launch: prepareLaunch(spawned) }
    const waiting = waitForCommand(spawned, prepared.owner)
    rehearse(spawned)
    const { readiness, address } = await waiting
    const command = { ...spawned, address }
    attempt.signal.throwIfAborted()
    if (readiness.state !== 'ready') throw await diagnoseStart({ ...command, readiness })
    return finishLaunch(command, prepared)
  })
}
