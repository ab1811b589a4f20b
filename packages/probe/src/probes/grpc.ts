import { addressText } from '@portside/internal'
import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import { type Probe } from '../probe'
import { headersRule } from './http'
import { targetAddress } from './target-address'
import type { HandshakeOptions } from '../handshakes/handshake'

/** Options of {@link grpc}. */
export interface GrpcOptions extends HandshakeOptions {
  /** The service whose health counts, such as `shop.v1.Orders`. @default '', the server as a whole */
  readonly service?: string
  /** True to use TLS; no certificate is checked. @default whether the target's URL begins with `https:` */
  readonly tls?: boolean
  /** Headers of the call (its metadata), such as `authorization`. @default none */
  readonly headers?: Readonly<Record<string, string>>
}

const rules: OptionRules<GrpcOptions> = {
  port: optionRules.port,
  service: { expected: "the full name of a service, or ''", isAccepted: (value) => typeof value === 'string' },
  tls: optionRules.flag,
  headers: headersRule,
}

/**
 * Ready when a gRPC server reports that it, or one of its services, is `SERVING`.
 * @throws TypeError when an option is not as described.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function grpc(options: GrpcOptions = {}): Probe {
  checkOptions('probe.grpc()', options, rules)
  const { service = '', port } = options
  const description = `gRPC health${service === '' ? '' : ` of ${service}`} is SERVING`
  return {
    description,
    asksPort: port === undefined,
    wait: async (target, run) => {
      const tls = options.tls ?? (port === undefined && target.url?.startsWith('https:') === true)
      const address = targetAddress(target, port)
      const origin = `${tls ? 'https' : 'http'}://${addressText(address.host, address.port)}`
      const { headers = {} } = options
      const { healthExchange, waitForExchange } = await import('../waiting')
      await waitForExchange(address, run, description, healthExchange(origin, { service, headers }))
    },
  }
}
