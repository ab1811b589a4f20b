import { checkOptions, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { checkHost } from '../../definition/check-address'
import { createDefinition } from '../../definition/create-definition'
import type { HandlesOf, NoNeeds, ServiceDefinition } from '../../contract/service-definition'
import { type ServiceScope, serviceScopes } from '../../contract/service-scope'
import { checkUrlHost, namedUrl } from '../../contract/url-host'
import type { Launch, StartContext } from '../../contract/start-context'
import { withLease, type ReservedPort } from './reserved-port'

/** The options of `reservePort()`. */
export interface ReservePortOptions<Scope extends ServiceScope = 'run'> {
  /** The port number. @default one that portside chooses */
  readonly port?: number
  /** The loopback address that the service will listen on. @default '127.0.0.1' */
  readonly host?: '127.0.0.1' | '::1'
  /**
   * The name for the address in URLs, for tools that compare origins: `http://localhost:62893`. The address stays the same, and the start fails where
   * the name stands for another one. @default none: URLs have the address
   */
  readonly urlHost?: 'localhost'
  /** The scheme of its URL: the protocol of the service that takes the port. @default 'http' */
  readonly protocol?: 'http' | 'https'
  /** How long the port is held. @default 'run' */
  readonly scope?: Scope
}

const rules: OptionRules<ReservePortOptions> = {
  port: optionRules.port,
  host: optionRules.anything,
  urlHost: oneOf('localhost'),
  protocol: oneOf('http', 'https'),
  scope: oneOf(...serviceScopes),
}

/**
 * Defines a port that is held before the service that takes it is started, so that the needs of that service can know its URL: callback URLs and CORS
 * origins, without a cycle.
 *
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * import { command, reservePort } from 'portside'
 *
 * const webPort = reservePort()
 * const api = command('node api.js', { needs: { webPort }, env: ({ webPort }) => ({ CORS_ORIGIN: webPort.url }) })
 * const web = command('node web.js', { port: webPort, needs: { api }, env: ({ api }) => ({ API_URL: api.url }) })
 * ```
 */
export function reservePort<Scope extends ServiceScope = 'run'>(
  options: ReservePortOptions<Scope> = {},
): ServiceDefinition<ReservedPort, NoInfer<Scope>, HandlesOf<NoNeeds>> {
  checkOptions('reservePort()', options, rules)
  const { host, scope } = options
  checkHost(host)
  return createDefinition({
    maker: reservePort,
    kind: 'port',
    scope,
    start: (context) => reserve(options, context),
    connect: (data) => data as ReservedPort,
    vary: (variation) => reservePort({ ...options, scope: variation.scope }),
  })
}

async function reserve(options: ReservePortOptions<ServiceScope>, context: StartContext): Promise<Launch> {
  const { run, directory: project, name: service, defer } = context
  const { port: wanted, host: on, protocol, urlHost } = options
  const { leasePort } = await import('@portside/ports')
  const lease = await leasePort({ service, run: run.id, project, host: on, port: wanted })
  defer(() => lease.release())
  const { port, host } = lease
  const address = { protocol, host, urlHost }
  await checkUrlHost(address, service)
  return { data: withLease({ port, host, url: namedUrl(address, port) }, lease) }
}
