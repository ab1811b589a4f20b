import { hasListener, hasSocket, type ListenerPlace, findPortOwner, hasOwnProc, judgeListener } from '@portside/ports'
import type { ListeningReport } from '../../run/listen-hook/listen-reports'
import type { SpawnedCommand } from './spawned-command'
import { foreignProc, impostorError } from '../../diagnose/listener-errors'
import type { StartContext } from '../../contract/start-context'
import { listService } from './spawn-service'

/** Sees which process of a command has the listener, at the moment of a connection to it. */
export interface OwnerWatch {
  /** Is to be told of each connection when it was made: a look takes nobody's time while the answer is on its way. */
  readonly connected: (place: ListenerPlace) => void
  /** The command's own process, or one of its Node processes that has told so, that has the listener at `place`; `undefined` for any other. */
  readonly ownerAt: (place: ListenerPlace) => number | undefined
}

/** For how long a look counts: an answer that takes longer is worth another one. */
const countsMs = 20

interface Look extends ListenerPlace {
  readonly pid: number
  readonly atMs: number
}

/** Begins without a look. */
export function watchOwner({ child, reports }: SpawnedCommand): OwnerWatch {
  let last: Look | undefined
  return { connected: (place) => void (last = look(place)), ownerAt }

  function ownerAt(place: ListenerPlace): number | undefined {
    if (last === undefined || !isFresh(last, place)) last = look(place)
    return last?.pid
  }

  function look(place: ListenerPlace): Look | undefined {
    const told = reports?.listening.filter(({ port }) => port === place.port) ?? []
    const own = told.find(({ pid }) => pid === child.pid)
    // What they tell of another socket is where to look, and no proof.
    const likely = [{ pid: child.pid, fd: own?.fd }, ...told.filter((report) => report !== own)]
    const owner =
      told.find((report) => isProof(report, place)) ?? likely.find(({ pid, fd }) => hasListener(pid, place, fd))
    return owner && { ...place, pid: owner.pid, atMs: performance.now() }
  }
}

/** The kernel lets no other socket listen on the address while one does, and that one is still there. */
function isProof({ pid, host, fd, socket }: ListeningReport, place: ListenerPlace): boolean {
  if (fd === undefined || socket === undefined || !covers(host, place.host)) return false
  return hasSocket({ pid, descriptor: fd, link: socket })
}

/** `::` takes connections to IPv4 addresses, too: who has it otherwise tells of no socket. */
function covers(host: string, address: string): boolean {
  return host === address || host === '::' || (host === '0.0.0.0' && !address.includes(':'))
}

function isFresh({ host, port, atMs }: Look, place: ListenerPlace): boolean {
  return host === place.host && port === place.port && performance.now() - atMs < countsMs
}

/**
 * Proves that it is the command's own process that listens on its port, and has it noted. Throws `E_IMPOSTOR` when it is a stranger's, and where
 * that cannot be told and has to be; else that is a warning.
 */
export async function verifyOwner(command: SpawnedCommand, watch: OwnerWatch): Promise<void> {
  const { spec, address, child, context } = command
  const { host, port } = address
  if (port === undefined || spec.owner === 'any') return
  const place = { host, port }
  const owner = watch.ownerAt(place)
  if (owner === child.pid) return
  if (owner !== undefined) return trackReporter(command, owner)
  const pids = (await child.members()).map(({ pid }) => pid)
  const listener = pids.find((pid) => hasListener(pid, place))
  // Servers that daemonise and write over their environment leave no other trace.
  if (listener !== undefined) {
    await child.trackListener(listener)
    return listService(spec, address, child, context)
  }
  const verdict = await judgeListener(place, [child.pid, ...pids])
  if (verdict === 'ours' || verdict === 'nobody') return
  if (verdict === 'unknown' && spec.ownership !== 'required') return warn(context, port)
  const isForeignProc = verdict === 'unknown' && !canSeeProcesses()
  const other = isForeignProc ? undefined : await findPortOwner(port, { host })
  throw impostorError({ service: context.name, host, port, owner: other, isForeignProc })
}

/** The process has said so itself and the system agrees: nothing that anybody has to wait for. */
function trackReporter({ spec, address, child, context }: SpawnedCommand, pid: number): void {
  const tracked = child.trackListener(pid).then(() => listService(spec, address, child, context))
  // Before it is crossed out again.
  context.defer(() => tracked.catch(() => undefined))
}

function canSeeProcesses(): boolean {
  return process.platform !== 'linux' || hasOwnProc()
}

function warn({ name, run }: StartContext, port: number): void {
  if (!canSeeProcesses()) return run.warnOnce('PORTSIDE_OWNERSHIP', foreignProc)
  process.emitWarning(
    `${name}: it cannot be told whose process answers on port ${port}; \`owner: 'any'\` says that it may be another's`,
    {
      code: 'PORTSIDE_OWNERSHIP',
    },
  )
}
