import { setImmediate } from 'node:timers'
import type { Probe } from '../probe'
import { checkPort, targetAddress } from '../target-address'

/**
 * Ready when the target accepts a connection.
 * @param port another port of the same host. @default the target's own
 * @throws TypeError when `port` is none.
 */
export function tcp(port?: number): Probe {
  checkPort(port)
  const description = port === undefined ? 'its port accepts connections' : `port ${port} accepts connections`
  return {
    description,
    asksPort: port === undefined,
    wait: async (target, run) => {
      const { waitForExchange } = await import('../waiting')
      await waitForExchange(targetAddress(target, port), run, description, async (socket) => {
        // Whoever waits for the service goes first.
        setImmediate(() => socket.destroy())
        return undefined
      })
    },
  }
}
