import type { LeaseNote, PortLock } from './lease-note'
import { lockByDatagram } from './lock-by-datagram'
import { lockByName } from './lock-by-name'

/**
 * Locks `port` of `host`; the kernel frees the lock when its holder ends, so no lock is ever stale.
 *
 * @throws EADDRINUSE when another lease, of any process and user, has it.
 */
export function lockPort(host: string, port: number, note: LeaseNote): Promise<PortLock> {
  const hasNames = process.platform === 'linux' || process.platform === 'win32'
  return hasNames ? lockByName(host, port, note) : lockByDatagram(host, port)
}
