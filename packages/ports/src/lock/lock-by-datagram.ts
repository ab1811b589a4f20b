import { createSocket } from 'node:dgram'
import { isLocalhost } from '../address/loopback'
import type { PortLock } from './lease-note'

/**
 * Locks by a UDP socket on the port's own number, for systems without names that vanish with their holder (macOS). It blocks only a UDP service on
 * that number, and it cannot say who holds the lock.
 *
 * @throws EADDRINUSE when the number is taken.
 */
export function lockByDatagram(host: string, port: number): Promise<PortLock> {
  const socket = createSocket({ type: 'udp4', reuseAddr: false })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    // 0 stands for a whole address, and cannot itself be bound.
    const address = isLocalhost(host) ? '127.0.0.1' : host
    socket.bind({ address, port: port === 0 ? 65_535 : port, exclusive: true }, () => {
      socket.unref()
      let isOpen = true
      resolve({
        release: async () => {
          if (isOpen) socket.close()
          isOpen = false
        },
      })
    })
  })
}
