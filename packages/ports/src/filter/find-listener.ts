import { findOnPlatform } from '../owner/find-on-platform'
import { nearestListeners } from '../owner/linux/listeners'

/** Who would get a connection, as the system tells. */
export interface Listener {
  /** Where it listens; `::` and `0.0.0.0` mean every address. */
  readonly address: string
  /** How many connections wait in its queue, where the system tells. */
  readonly waiting?: number
  /** Stays the same as long as it is the same one. */
  readonly id: string
}

/** Finds who would get a connection to an address of this machine; `undefined` where nobody listens. */
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
