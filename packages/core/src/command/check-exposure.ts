import { findProcessListeners, isLoopback } from '@portside/ports'
import { exposedError } from '../diagnose/exposed-error'
import type { SpawnedCommand } from './spawned-command'

/** An address of a service that other machines may reach. */
export interface Exposure {
  /** `::` and `0.0.0.0` mean every interface. */
  readonly host: string
  readonly port: number
}

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
  // Elsewhere than on Linux a look takes another process.
  const known = process.platform === 'linux' ? [child.pid, ...child.noted().map(({ pid }) => pid)] : []
  const noted = findExposures(command, known).then((found) => context.run.exposures.note(context.name, found))
  context.defer(async () => {
    await noted.catch(() => undefined)
    context.run.exposures.tell()
  })
}

/** What the hub was told, and what the system shows of some processes. */
async function findExposures(
  { address, reports }: SpawnedCommand,
  pids: readonly number[],
): Promise<readonly Exposure[]> {
  const ports = new Set([address.port, ...Object.values(address.ports)])
  const told = reports?.listening.filter(({ port }) => ports.has(port)) ?? []
  const seen = told.length > 0 ? [] : await findProcessListeners(pids)
  const all = [...told, ...seen.map(({ address: host, port }) => ({ host, port }))]
  return all.filter(({ host, port }) => ports.has(port) && !isLoopback(host))
}
