import timers from 'node:timers'
import type { Connections } from '../kinds/in-process/connections'
import type { InProcessServer } from '../kinds/in-process/in-process-app'

// Taken when the module is loaded: the fake timers of a test replace them later, and a stop has to go on under them.
const { setTimeout: startTimer, clearTimeout: stopTimer } = timers

const defaultTimeoutMs = 1000

/** Closes a server: no new connections, the idle ones at once, those in use when they are done or after `timeoutMs`. */
export async function closeServer(
  server: InProcessServer,
  connections: Connections,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  connections.closeIdle()
  const timer = startTimer(connections.cut, timeoutMs)
  await closed
  stopTimer(timer)
}
