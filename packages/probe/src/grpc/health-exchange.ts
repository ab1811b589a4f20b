import type { Socket } from 'node:net'
import type * as Tls from 'node:tls'
import type { Exchange } from '../wait/wait-for-exchange'
import { checkHealth, type HealthCall } from './check-health'

/** One session on the probe's own connection, which ends with it. */
export function healthExchange(origin: string, call: HealthCall): Exchange {
  // Takes some milliseconds, while the service starts. A failure is heard where it is awaited.
  const loading = Promise.all([import('node:http2'), import('node:tls')])
  loading.catch(() => {})
  return async (socket, { limitMs }) => {
    const [{ connect }, tls] = await loading
    const session = connect(origin, {
      createConnection: () => (origin.startsWith('https:') ? overTls(tls, socket) : socket),
    })
    try {
      return await checkHealth(session, call, limitMs)
    } finally {
      session.destroy()
      socket.destroySoon()
    }
  }
}

function overTls({ connect }: typeof Tls, socket: Socket): Socket {
  return connect({ socket, ALPNProtocols: ['h2'], rejectUnauthorized: false })
}
