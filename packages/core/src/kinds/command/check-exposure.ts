import { clearTimeout, setTimeout } from 'node:timers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { findProcessListeners, isLoopback, listeningAddresses } from '@portside/ports'
import { exposedError } from '../../diagnose/listener-errors'
import type { SpawnedCommand } from './spawned-command'

/** An address of a service that other machines can reach. */
export interface Exposure {
  /** `::` and `0.0.0.0` mean every interface. */
  readonly host: string
  readonly port: number
}

/**
 * The delay before a look, in milliseconds: it reads the kernel's tables for a millisecond or two, and the code that waits for the service goes
 * first.
 */
const laterMs = 50

/**
 * Throws `E_EXPOSED` when a ready command listens on more than loopback and `expose` is `'error'`. Otherwise nothing waits for the check, and its
 * result is reported together with the other exposures of the run.
 */
export async function checkExposure(command: SpawnedCommand): Promise<void> {
  const { spec, child, context } = command
  const { expose = 'warn' } = spec
  if (expose === 'allow') return
  if (expose === 'error') {
    const members = await child.members()
    const [exposure] = await findExposures(
      command,
      members.map(({ pid }) => pid),
    )
    if (exposure !== undefined) throw exposedError(context.name, exposure)
    return
  }
  let noting: Promise<void> | undefined
  const endLook = context.run.exposures.expectLook()
  const note = () => (noting ??= noteExposures(command).finally(endLook))
  const hasReport = () => reportedExposures(command).length > 0
  const timer = setTimeout(() => void note(), laterMs).unref()
  context.defer(async () => {
    clearTimeout(timer)
    const hasLooked = noting !== undefined
    await note()
    // It may have listened there only now and then; a service that reports nothing is not looked at twice.
    if (hasLooked && hasReport()) await noteExposures(command)
    // Services that stop together are reported in one line.
    await nextTurn()
    context.run.exposures.send()
  })
}

async function noteExposures(command: SpawnedCommand): Promise<void> {
  const { child, context } = command
  // On systems other than Linux, a look starts another process.
  const known = process.platform === 'linux' ? [child.pid, ...child.tracked().map(({ pid }) => pid)] : []
  context.run.exposures.note(context.name, await findExposures(command, known))
}

/** Returns the exposed addresses that the listen hook reported and the system still shows, or else those that it shows for some processes. */
async function findExposures(command: SpawnedCommand, pids: readonly number[]): Promise<readonly Exposure[]> {
  const { address, reports } = command
  const ports = portsOf(address)
  const hasReported = reports?.listening.some(({ port }) => ports.has(port)) === true
  // Some servers try their port on every address for a moment, to see whether it is free.
  if (hasReported) return reportedExposures(command).filter(isThere)
  const seen = await findProcessListeners(pids)
  return seen
    .map(({ address: host, port }) => ({ host, port }))
    .filter(({ host, port }) => ports.has(port) && !isLoopback(host))
}

function reportedExposures({ address, reports }: SpawnedCommand): readonly Exposure[] {
  const ports = portsOf(address)
  return reports?.listening.filter(({ host, port }) => ports.has(port) && !isLoopback(host)) ?? []
}

function isThere({ host, port }: Exposure): boolean {
  return listeningAddresses(port)?.includes(host) !== false
}

function portsOf({ port, ports }: SpawnedCommand['address']): ReadonlySet<number | undefined> {
  return new Set([port, ...Object.values(ports)])
}
