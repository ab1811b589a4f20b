import { addressText } from '@portside/internal'
import { type Address, type Probe } from '../probe'
import { checkPort, runAt, targetAddress } from './target-address'
import { leaveInPeace } from '../wait/leave-in-peace'
import type { Exchange } from '../wait/wait-for-exchange'

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
      await waitForExchange(targetAddress(target, port), run, description, hangUp)
    },
  }
}

/** Ready when `address` accepts a connection, whatever the target's own address is. */
export function tcpAt(address: Address): Probe {
  const description = `${addressText(address.host, address.port)} accepts connections`
  return {
    description,
    wait: async (target, run) => {
      const { waitForExchange } = await import('../waiting')
      await waitForExchange(address, runAt(address, target, run), description, hangUp)
    },
  }
}

const hangUp: Exchange = async (socket) => leaveInPeace(socket, true)
