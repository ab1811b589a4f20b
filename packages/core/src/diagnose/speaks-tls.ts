import { clearTimeout, setTimeout } from 'node:timers'
import { connect } from 'node:tls'

const limitMs = 1000

/** Whether what listens at an address answers a TLS handshake, whatever its certificate (RFC 8446, 2). */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false })
    const settle = (isTls: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isTls)
    }
    const timer = setTimeout(() => settle(false), limitMs)
    socket.once('secureConnect', () => settle(true)).on('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}
