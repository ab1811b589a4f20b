import { readFileSync } from 'node:fs'

/** A lock of a lease, as the kernel lists it. */
export interface ListedLock {
  /** The address that is leased; `localhost` for 127.0.0.1 and ::1. */
  readonly host: string
  /** The number of the socket that is the lock. */
  readonly inode: number
}

/** Returns the locks on `port` in this network namespace: names of listening Unix sockets, which begin with `@` where they are abstract, proc_net(5). */
export function findLocks(port: number): readonly ListedLock[] {
  const name = new RegExp(`^[0-9a-f]+: \\S+ \\S+ 00010000 \\S+ \\S+ +(\\d+) @portside-lease-(.+)-${port}@*$`, 'gm')
  return Array.from(readList().matchAll(name), ([, inode, host = '']) => ({ host, inode: Number(inode) }))
}

function readList(): string {
  try {
    return readFileSync('/proc/net/unix', 'latin1')
  } catch {
    return ''
  }
}
