import type { Server } from 'node:http'

const defaultTimeoutMs = 1000

/** Closes a server: no new connections, the idle ones at once, those in use when they are done or after `timeoutMs`. */
export async function closeServer(server: Server, timeoutMs = defaultTimeoutMs): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  clearTimeout(timer)
}
