import { clearTimeout, setTimeout } from 'node:timers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { findProcessListeners, isLoopback } from '@portside/ports'
import { exposedError } from '../../diagnose/listener-errors'
import type { SpawnedCommand } from './spawned-command'

/** An address of a service that other machines may reach. */
export interface Exposure {
  /** `::` and `0.0.0.0` mean every interface. */
  readonly host: string
  readonly port: number
}

/** A look reads the kernel's tables for a millisecond or two, and whoever waited for the service goes first. */
const laterMs = 50

/**
 * Throws `E_EXPOSED` when a command that is ready listens on more than loopback and `expose` is `'error'`. Otherwise nobody waits for
 * it: it is told with what else of the run is exposed.
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
  const note = () => (noting ??= context.run.exposures.whileLooking(noteExposures(command)))
  const timer = setTimeout(() => void note(), laterMs).unref()
  context.defer(async () => {
    clearTimeout(timer)
    await note()
    // What stops together is told in one line.
    await nextTurn()
    context.run.exposures.send()
  })
}

async function noteExposures(command: SpawnedCommand): Promise<void> {
  const { child, context } = command
  // Elsewhere than on Linux a look takes another process.
  const known = process.platform === 'linux' ? [child.pid, ...child.tracked().map(({ pid }) => pid)] : []
  context.run.exposures.note(context.name, await findExposures(command, known))
}

/** What the listen hook was told, and what the system shows of some processes. */
async function findExposures(
  { address, reports }: SpawnedCommand,
  pids: readonly number[],
): Promise<readonly Exposure[]> {
  const ports = new Set([address.port, ...Object.values(address.ports)])
  const sent = reports?.listening.filter(({ port }) => ports.has(port)) ?? []
  const seen = sent.length > 0 ? [] : await findProcessListeners(pids)
  const all = [...sent, ...seen.map(({ address: host, port }) => ({ host, port }))]
  return all.filter(({ host, port }) => ports.has(port) && !isLoopback(host))
}
