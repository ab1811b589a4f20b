import { hasListener, hasSocket, type ListenerPlace } from '@portside/ports'
import type { ListeningReport } from '../../hub/hub-report'
import type { SpawnedCommand } from './spawned-command'

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
