import { readlinkSync } from 'node:fs'
import { isWildcard } from '../address/loopback'
import type { TcpSocket } from './linux/proc-net-tcp'
import type { ListenerPlace } from './judge-listener'
import { hasAllOpen } from './linux/find-socket-process'
import { hasOwnProc } from './linux/has-own-proc'
import { listenerRows } from './linux/listeners'
import { networkNamespace } from './linux/namespaces'

/**
 * Whether a process has the socket (all of them, where several share the address) that takes connections to `place`. `descriptor` is the one by
 * which it says that it has that. Linux only, mostly in a fraction of a millisecond; elsewhere `false`, and `judgeListener` is to be asked.
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
 * The first listener that covers the address, for while it listens no other may, on that address or on all; and those
 * that share it by SO_REUSEPORT (socket(7)), which the kernel keeps, and lists, side by side.
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

/** The first items in a row for which `isWanted` holds; no more is taken than the one after them. */
function firstRun<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): readonly Item[] {
  const run: Item[] = []
  for (const item of items) {
    if (isWanted(item)) run.push(item)
    else if (run.length > 0) break
  }
  return run
}

/** A descriptor of a process, and what it led to. */
export interface KnownSocket {
  readonly pid: number
  readonly descriptor: number
  /** `socket:[inode]`, which no other socket has while that one is open: proc(5). */
  readonly link: string
}

/**
 * Whether a process still has a socket, and in the network namespace of this one. To look for a listener among all sockets takes the kernel
 * up to milliseconds, and this none. Linux only; elsewhere `false`.
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
