// Looks, at each connection of a probe, whether the process that answers is the command's own.
import { printWarning } from '@portside/internal'
import { hasListener, hasSocket, type ListenerPlace, findPortOwner, hasOwnProc, judgeListener } from '@portside/ports'
import type { ListeningReport } from '../../run/listen-hook/listen-reports'
import { covers, type SpawnedCommand } from './spawned-command'
import { foreignProc, impostorError } from '../../diagnose/listener-errors'
import type { StartContext } from '../../contract/start-context'
import { listService } from './spawn-service'

/** Finds the process of a command that has the listener, at the moment of a connection to it. */
export interface OwnerWatch {
  /** Must be called with each connection when it is made, so that the look runs while the answer is on its way. */
  readonly connected: (place: ListenerPlace) => void
  /** The id of the command's own process, or of a Node process that reported it, that has the listener at `place`; `undefined` for any other. */
  readonly ownerAt: (place: ListenerPlace) => number | undefined
}

/** How long a look counts, in milliseconds: a slower answer is worth another one. */
const countsMs = 20

interface Look extends ListenerPlace {
  readonly pid: number
  readonly atMs: number
}

/** Makes a watch that has not looked yet. */
export function watchOwner({ child, reports }: SpawnedCommand): OwnerWatch {
  let last: Look | undefined
  return { connected: (place) => void (last = look(place)), ownerAt }

  function ownerAt(place: ListenerPlace): number | undefined {
    if (last === undefined || !isFresh(last, place)) last = look(place)
    return last?.pid
  }

  function look(place: ListenerPlace): Look | undefined {
    const reported = reports?.listening.filter(({ port }) => port === place.port) ?? []
    const own = reported.find(({ pid }) => pid === child.pid)
    // A report of another socket shows where to look, but proves nothing.
    const likely = [{ pid: child.pid, fd: own?.fd }, ...reported.filter((report) => report !== own)]
    const owner =
      reported.find((report) => isProof(report, place)) ?? likely.find(({ pid, fd }) => hasListener(pid, place, fd))
    return owner && { ...place, pid: owner.pid, atMs: performance.now() }
  }
}

/** Whether a report is proof: the kernel lets no other socket listen on the address while one does, and the reported one still exists. */
function isProof({ pid, host, fd, socket }: ListeningReport, place: ListenerPlace): boolean {
  if (fd === undefined || socket === undefined || !covers(host, place.host)) return false
  return hasSocket({ pid, descriptor: fd, link: socket })
}

function isFresh({ host, port, atMs }: Look, place: ListenerPlace): boolean {
  return host === place.host && port === place.port && performance.now() - atMs < countsMs
}

/**
 * Proves that the command's own process listens on its port, records that process and resolves to its id, if that is known. Throws `E_IMPOSTOR` if another process listens there, or if
 * the owner is unknown and `ownership` is `'required'`. Otherwise an unknown owner is a warning.
 */
export async function verifyOwner(command: SpawnedCommand, watch: OwnerWatch): Promise<number | undefined> {
  const { spec, address, child, context, startedAtMs } = command
  const { host, port } = address
  if (port === undefined || spec.owner === 'any') return undefined
  const place = { host, port }
  const owner = watch.ownerAt(place)
  if (owner !== undefined) {
    if (owner !== child.pid) trackReporter(command, owner)
    return owner
  }
  const pids = (await child.members()).map(({ pid }) => pid)
  const listener = pids.find((pid) => hasListener(pid, place))
  // Servers that daemonise and write over their environment leave no other trace.
  if (listener !== undefined) {
    await child.trackListener(listener)
    listService(spec, address, child, context)
    return listener
  }
  const verdict = await judgeListener(place, [child.pid, ...pids])
  if (verdict === 'ours' || verdict === 'nobody') return undefined
  if (verdict === 'unknown' && spec.ownership !== 'required') {
    warn(context, port)
    return undefined
  }
  const isForeignProc = verdict === 'unknown' && !canSeeProcesses()
  const other = isForeignProc ? undefined : await findPortOwner(port, { host })
  const isFixed = typeof spec.port === 'number'
  throw impostorError({ service: context.name, host, port, owner: other, isForeignProc, isFixed, startedAtMs })
}

/** Tracks the process that reported the listener. The system agrees with the report, so nothing waits for this. */
function trackReporter({ spec, address, child, context }: SpawnedCommand, pid: number): void {
  const tracked = child.trackListener(pid).then(() => listService(spec, address, child, context))
  // Finishes the tracking before the record is removed.
  context.defer(() => tracked.catch(() => undefined))
}

function canSeeProcesses(): boolean {
  return process.platform !== 'linux' || hasOwnProc()
}

function warn({ name, run }: StartContext, port: number): void {
  if (!canSeeProcesses()) return run.warnOnce('PORTSIDE_OWNERSHIP', foreignProc)
  const text = `${name}: it cannot be reported whose process answers on port ${port}; \`owner: 'any'\` says that it may be another's`
  printWarning('PORTSIDE_OWNERSHIP', text)
}
