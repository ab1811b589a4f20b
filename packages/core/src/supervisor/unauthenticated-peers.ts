import type { Socket } from 'node:net'

/** The size of a listener's backlog (Node's `server.listen`), so that no burst of workers is too large. */
const maxPeers = 511

/** The connections that have not sent the token yet. */
export interface UnauthenticatedPeers {
  /** Adds a connection. If there are too many, the one that has waited longest is closed, since each takes a descriptor of this process. */
  readonly add: (socket: Socket) => void
  readonly delete: (socket: Socket) => void
}

/** Makes an empty set of connections. */
export function createUnauthenticatedPeers(): UnauthenticatedPeers {
  const waiting = new Set<Socket>()
  return {
    add: (socket) => {
      waiting.add(socket)
      const [oldest] = waiting
      if (waiting.size > maxPeers) oldest?.destroy()
    },
    delete: (socket) => void waiting.delete(socket),
  }
}
