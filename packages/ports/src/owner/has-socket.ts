import { readlinkSync } from 'node:fs'
import { hasOwnProc } from './linux/has-own-proc'
import { networkNamespace } from './linux/network-namespace'

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
