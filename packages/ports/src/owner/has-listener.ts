import { readlinkSync } from 'node:fs'
import { isWildcard } from '../address/loopback'
import type { TcpSocket } from './linux/proc-net-tcp'
import type { ListenerPlace } from './judge-listener'
import { hasAllOpen } from './linux/find-socket-process'
import { hasOwnProc } from './linux/has-own-proc'
import { listenerRows } from './linux/listeners'
import { networkNamespace } from './linux/namespaces'

/**
 * Returns whether a process has the socket that takes connections to `place` (all of them, if several share the address). `descriptor` is the
 * descriptor that the process reported for it. Linux only, mostly in a fraction of a millisecond; elsewhere `false`, and the caller must ask
 * `judgeListener`.
 */
export function hasListener(pid: number, place: ListenerPlace, descriptor?: number): boolean {
  if (process.platform !== 'linux' || !hasOwnProc()) return false
  const listeners = listenersAt(place)
  if (listeners.length === 0) return false
  return hasAllOpen(
    pid,
    listeners.map(({ inode }) => `socket:[${inode}]`),
    descriptor,
  )
}

/**
 * Returns the first listener that covers the address: while it listens, no other may listen on that address or on all. Those that share it by
 * SO_REUSEPORT (socket(7)) are returned too; the kernel lists them side by side.
 */
function listenersAt(place: ListenerPlace): readonly TcpSocket[] {
  const isIPv6 = place.host.includes(':')
  const isHere = ({ localPort, localAddress }: TcpSocket): boolean =>
    localPort === place.port &&
    (localAddress === place.host || (isWildcard(localAddress) && (localAddress === '::' || !isIPv6)))
  // A listener on every IPv6 address may take IPv4 connections too.
  for (const path of isIPv6 ? ['/proc/net/tcp6'] : ['/proc/net/tcp', '/proc/net/tcp6']) {
    const found = firstRun(listenerRows(path, place.port), isHere)
    if (found.length > 0) return found
  }
  return []
}

/** Returns the first items in a row for which `isWanted` holds; it reads only one item after them. */
function firstRun<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): readonly Item[] {
  const run: Item[] = []
  for (const item of items) {
    if (isWanted(item)) run.push(item)
    else if (run.length > 0) break
  }
  return run
}

/** A descriptor of a process, and the file that it led to. */
export interface KnownSocket {
  readonly pid: number
  readonly descriptor: number
  /** `socket:[inode]`; no other socket has it while that one is open (proc(5)). */
  readonly link: string
}

/**
 * Returns whether a process still has a socket and is in the network namespace of this one. A search among all sockets takes the kernel up to
 * milliseconds, this check almost none. Linux only; elsewhere `false`.
 */
export function hasSocket({ pid, descriptor, link }: KnownSocket): boolean {
  try {
    return (
      hasOwnProc() &&
      networkNamespace(pid) === networkNamespace('self') &&
      readlinkSync(`/proc/${pid}/fd/${descriptor}`) === link
    )
  } catch {
    return false
  }
}
