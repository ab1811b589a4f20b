import { readFileSync } from 'node:fs'
import { parseProcNetTcp, type TcpSocket } from './linux/proc-net-tcp'
import { findSocketProcess, openFiles } from './linux/find-socket-process'
import { hasOwnProc } from './linux/has-own-proc'

/** An open TCP connection of a process. */
export interface OpenConnection {
  readonly pid: number
  /** The port on its own side. */
  readonly port: number
  /** The other end, as `address:port` or `[address]:port`. */
  readonly remote: string
  /** The process at the other end, if it is on this machine and this user may see it. */
  readonly peer: number | undefined
}

/** Finds the open connections of processes at this moment, in /proc. Linux only; elsewhere it finds none. */
export async function findOpenConnections(pids: readonly number[]): Promise<readonly OpenConnection[]> {
  if (process.platform !== 'linux' || !hasOwnProc()) return []
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readOpen)
  const own = pids.flatMap((pid) => {
    const files = new Set(openFiles(pid))
    return sockets.filter(({ inode }) => files.has(`socket:[${inode}]`)).map((socket) => ({ pid, socket }))
  })
  return Promise.all(own.map(async ({ pid, socket }) => connectionOf(pid, socket, sockets)))
}

async function connectionOf(pid: number, socket: TcpSocket, sockets: readonly TcpSocket[]): Promise<OpenConnection> {
  const { localPort: port, remoteAddress: host, remotePort } = socket
  const other = sockets.find(
    (candidate) =>
      candidate.localPort === remotePort && candidate.remotePort === port && candidate.inode !== socket.inode,
  )
  const peer = other && (await findSocketProcess(other.inode, other.uid))
  return { pid, port, remote: `${host.includes(':') ? `[${host}]` : host}:${remotePort}`, peer }
}

function readOpen(path: string): TcpSocket[] {
  try {
    return parseProcNetTcp(readFileSync(path, 'latin1')).filter(({ state }) => state === 'established')
  } catch {
    // A kernel without IPv6 has no tcp6.
    return []
  }
}
