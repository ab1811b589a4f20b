import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { invalidArgument } from '@portside/errors'
import { formatAddress } from '../address'
import { checkHealth, type HealthCall } from '../grpc/check-health'
import type { Probe } from '../probe'
import { checkPort, targetAddress } from '../target-address'
import { waitForExchange, type Exchange } from '../wait-for-exchange'
import type { HandshakeOptions } from './handshake'

/** Options of {@link grpc}. */
export interface GrpcOptions extends HandshakeOptions {
  /** The service whose health counts, such as `shop.v1.Orders`. @default '', the server as a whole */
  readonly service?: string
  /** Whether to speak TLS; no certificate is checked. @default whether the target's URL begins with `https:` */
  readonly tls?: boolean
  /** Headers of the call (its metadata), such as `authorization`. @default none */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Ready when a gRPC server says that it, or one of its services, is `SERVING`.
 * @throws TypeError when an option is not as described.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function grpc(options: GrpcOptions = {}): Probe {
  const { service = '', port } = options
  checkPort(port)
  if (typeof service !== 'string') throw invalidArgument('service', "the full name of a service, or ''", service)
  const description = `gRPC health${service === '' ? '' : ` of ${service}`} is SERVING`
  return {
    description,
    asksPort: port === undefined,
    wait: async (target, run) => {
      const tls = options.tls ?? (port === undefined && target.url?.startsWith('https:') === true)
      const address = targetAddress(target, port)
      const origin = `${tls ? 'https' : 'http'}://${formatAddress(address)}`
      const { headers = {} } = options
      await waitForExchange(address, run, description, healthExchange(origin, { service, headers }))
    },
  }
}

/** One session on the probe's own connection, which ends with it. */
function healthExchange(origin: string, call: HealthCall): Exchange {
  // Takes some milliseconds, while the service starts. A failure is heard where it is awaited.
  const loading = import('node:http2')
  loading.catch(() => {})
  return async (socket, { limitMs }) => {
    const { connect } = await loading
    const session = connect(origin, {
      createConnection: () => (origin.startsWith('https:') ? overTls(socket) : socket),
    })
    try {
      return await checkHealth(session, call, limitMs)
    } finally {
      session.destroy()
      socket.destroySoon()
    }
  }
}

function overTls(socket: Socket): Socket {
  return connectTls({ socket, ALPNProtocols: ['h2'], rejectUnauthorized: false })
}
