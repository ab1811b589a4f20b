import { readFileSync } from 'node:fs'
import { addressText } from '@portside/internal'
import { parseProcNetTcp, type TcpSocket } from './linux/proc-net-tcp'
import { openFiles } from './linux/find-socket-process'
import { hasOwnProc } from './linux/has-own-proc'

/** A connection that a process tries to make and that has no answer yet. */
export interface PendingConnection {
  readonly pid: number
  /** The other end, as `address:port` or `[address]:port`. */
  readonly remote: string
}

/** Finds the connections that processes try to make at this moment, in /proc. Linux only; elsewhere it finds none. */
export function findPendingConnections(pids: readonly number[]): PendingConnection[] {
  if (process.platform !== 'linux' || !hasOwnProc()) return []
  const pending = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readPending)
  if (pending.length === 0) return []
  return pids.flatMap((pid) => {
    const files = new Set(openFiles(pid))
    return pending
      .filter(({ inode }) => files.has(`socket:[${inode}]`))
      .map((socket) => ({ pid, remote: addressText(socket.remoteAddress, socket.remotePort) }))
  })
}

function readPending(path: string): TcpSocket[] {
  try {
    return parseProcNetTcp(readFileSync(path, 'latin1')).filter(({ state }) => state === 'syn-sent')
  } catch {
    // A kernel without IPv6 has no tcp6.
    return []
  }
}
