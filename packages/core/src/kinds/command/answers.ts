import { connect } from 'node:net'

const answerMs = 200

/** Whether a connection to an address is accepted. A listener that no longer accepts does not answer. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerMs })
    const settle = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => {
      if (socket.localPort !== port) return settle(true)
      // The socket has connected to itself, since nothing listens; the reset leaves nothing in TIME_WAIT on the port.
      socket.resetAndDestroy()
      resolve(false)
    })
    socket.once('error', () => settle(false)).once('timeout', () => settle(false))
  })
}
