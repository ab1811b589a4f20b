import type { ServerResponse } from 'node:http'
import type { Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import { startTimer } from '@portside/internal'
import type { InProcessServer } from './in-process-app'
import type { ServedApp } from './serve-app'

/** The connections of a server that is to be closed. */
export interface Connections {
  /** Closes the connections that are idle now, and each of the others as soon as its request has been answered. */
  readonly closeIdle: () => void
  /** Cuts all connections. */
  readonly cut: () => void
}

/**
 * Watches the connections of a server, from before it listens. `closeIdleConnections()` alone misses connections without a request so far and those
 * that become idle later. `closeAllConnections()` does not know upgraded connections, such as WebSockets, and `close()` waits for them for ever.
 * HTTP/2 has neither.
 */
export function watchConnections(server: InProcessServer): Connections {
  const sockets = collect<Socket>(server, 'connection')
  const sessions = collect<Http2Session>(server, 'session')
  let isClosing = false
  // On an HTTP/2 server this listener would switch its compatibility layer on.
  if ('closeIdleConnections' in server) {
    server.on('request', (_, response: ServerResponse) => {
      response.once('close', () => isClosing && server.closeIdleConnections())
    })
  }
  return {
    closeIdle: () => {
      isClosing = true
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      for (const session of sessions) session.close()
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    },
    cut: () => {
      for (const session of sessions) session.destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}

interface Closable {
  once(event: 'close', listener: () => void): unknown
}

/** Collects the connections or sessions that a server emits as `event`, until they are closed. */
function collect<Item extends Closable>(server: InProcessServer, event: string): ReadonlySet<Item> {
  const open = new Set<Item>()
  server.on(event, (item: Item) => {
    open.add(item)
    item.once('close', () => open.delete(item))
  })
  return open
}

const defaultTimeoutMs = 1000

/** Closes a server: accepts no new connections, closes idle ones at once and busy ones when they are done or after `timeoutMs`. */
export async function closeServer(
  { server, close }: ServedApp,
  connections: Connections,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  if (!server.listening && close === undefined) return
  const closed = close === undefined ? closeOf(server) : Promise.resolve(close())
  connections.closeIdle()
  const stopTimer = startTimer(connections.cut, timeoutMs)
  await closed.finally(stopTimer)
}

function closeOf(server: InProcessServer): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
