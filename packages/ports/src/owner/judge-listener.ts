import { isWildcard } from '../address/address-kind'
import type { TcpSocket } from '../parse/proc-net-tcp'
import { findPortOwner } from './find-port-owner'
import { findSocketProcess, openFiles } from './linux/find-socket-process'
import { readListeners } from './linux/read-listeners'

/**
 * Whose process answers at an address: one of those that were named (`ours`), another one (`stranger`), one that this
 * user may not see (`unknown`), or none at all (`nobody`).
 */
export type ListenerVerdict = 'ours' | 'stranger' | 'unknown' | 'nobody'

/** An address that is connected to. */
export interface ListenerPlace {
  readonly host: string
  readonly port: number
}

/**
 * Judges who listens where a connection to `place` ends up. Linux: from /proc, up to the rows that matter, in a fraction of
 * a millisecond when the answer is `ours`.
 */
export async function judgeListener(place: ListenerPlace, pids: readonly number[]): Promise<ListenerVerdict> {
  if (process.platform !== 'linux') return judgeByOwner(place, pids)
  const listener = nearestListener(place)
  if (listener === undefined) return 'nobody'
  const link = `socket:[${listener.inode}]`
  if (pids.some((pid) => openFiles(pid).includes(link))) return 'ours'
  return (await findSocketProcess(listener.inode, listener.uid)) === undefined ? 'unknown' : 'stranger'
}

/** The kernel prefers a listener on the very address to one on all of them. */
function nearestListener({ host, port }: ListenerPlace): TcpSocket | undefined {
  const listeners = readListeners().filter(({ localPort }) => localPort === port)
  const exact = listeners.find(({ localAddress }) => localAddress === host)
  return (
    exact ??
    listeners.find(({ localAddress }) => isWildcard(localAddress) && (localAddress === '::' || !host.includes(':')))
  )
}

async function judgeByOwner({ host, port }: ListenerPlace, pids: readonly number[]): Promise<ListenerVerdict> {
  const owner = await findPortOwner(port, { host })
  if (owner === undefined) return 'nobody'
  if (owner.pid === undefined) return 'unknown'
  return pids.includes(owner.pid) ? 'ours' : 'stranger'
}
