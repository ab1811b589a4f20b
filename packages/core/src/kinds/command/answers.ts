import { connect } from 'node:net'

const answerMs = 200

/** Whether somebody takes a connection at an address; a listener that takes none any more does not answer. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerMs })
    const settle = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => {
      if (socket.localPort !== port) return settle(true)
      // It met itself, since nobody listens; the reset leaves nothing in TIME_WAIT on the port.
      socket.resetAndDestroy()
      resolve(false)
    })
    socket.once('error', () => settle(false)).once('timeout', () => settle(false))
  })
}
