import type { Socket } from 'node:net'

/** As many as wait in a listener's backlog (Node's `server.listen`), so that no burst of workers is too large. */
const maxPeers = 511

/** The connections that have not shown the token yet. */
export interface UnauthenticatedPeers {
  /** Lets one in; the one that has waited longest goes when there are too many, since each takes a descriptor of this process. */
  readonly add: (socket: Socket) => void
  readonly delete: (socket: Socket) => void
}

/** Makes an empty set of strangers. */
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
