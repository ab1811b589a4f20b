import { findOnPlatform } from '../owner/find-on-platform'
import { nearestListeners } from '../owner/linux/listeners'

/** The listener that gets a connection, as the system reports it. */
export interface Listener {
  /** The address on which it listens; `::` and `0.0.0.0` mean every address. */
  readonly address: string
  /** The number of connections in its queue; absent if the system does not report it. */
  readonly waiting?: number
  /** Identifies the listener; stays the same as long as it is the same one. */
  readonly id: string
}

/** Finds the listener that gets a connection to an address of this machine; `undefined` if nobody listens. */
export async function findListener(host: string, port: number): Promise<Listener | undefined> {
  return process.platform === 'linux' ? findInProc(host, port) : findByTool(host, port)
}

function findInProc(host: string, port: number): Listener | undefined {
  const sockets = nearestListeners(host, port)
  const [first] = sockets
  if (first === undefined) return undefined
  const waiting = sockets.reduce((sum, socket) => sum + socket.waiting, 0)
  return { address: first.localAddress, waiting, id: sockets.map(({ inode }) => inode).join(' ') }
}

/** macOS and Windows (untested there). */
async function findByTool(host: string, port: number): Promise<Listener | undefined> {
  const owner = await findOnPlatform(port, host)
  if (owner?.state !== 'listen') return undefined
  return { address: owner.addresses[0] ?? host, id: String(owner.pid) }
}
