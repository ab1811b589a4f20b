import type { TcpSocket } from './proc-net-tcp'
import { listenerRows } from './listeners'

/** The listening sockets of this network namespace, or of the one that a process is in. */
export function readListeners(pid: number | 'self' = 'self'): TcpSocket[] {
  return [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`].flatMap((path) => Array.from(listenerRows(path)))
}
