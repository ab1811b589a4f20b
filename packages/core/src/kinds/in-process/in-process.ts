import { unlessGiven } from '../../run/test-environments'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { toProbe } from '@portside/probe'
import { checkHost, checkPortNumber, checkUrl } from '../../definition/check-address'
import { createDefinition } from '../../definition/create-definition'
import type {
  AllowedScope,
  HandlesOf,
  NarrowestScope,
  Needs,
  NoNeeds,
  ServiceDefinition,
} from '../../contract/service-definition'
import { type ServiceScope, serviceScopes } from '../../contract/service-scope'
import { connectServer } from '../../handle/connect-server'
import type { ServerData, ServerHandle } from '../../contract/service-handle'
import { isReservation, withReservation, withoutReservation } from '../command/reservation-need'
import type { ReservedPort } from '../reserved-port/reserved-port'
import type { InProcessFactory } from './in-process-app'

/** The options of `inProcess()`. */
export interface InProcessOptions<N extends Needs, Scope extends ServiceScope> {
  /** The services that must be ready first. */
  readonly needs?: N
  /**
   * Its port. `'lease'`: one that the system picks when the server listens. A number: exactly this one. A definition made by `reservePort()`: the
   * reserved port. A server that is listening already stays where it is. @default 'lease'
   */
  readonly port?: 'lease' | number | ServiceDefinition<ReservedPort>
  /** The loopback address to listen on. @default '127.0.0.1' */
  readonly host?: '127.0.0.1' | '::1'
  /** How long one instance lives. @default 'file', or that of a need that ends sooner */
  readonly scope?: Scope & AllowedScope<N>
  /** Whether a run starts the service early, in the background; requires the scope `'run'`. The run itself does not wait for it. @default false */
  readonly eager?: boolean
  /** How long its connections may stay in use when it stops, in milliseconds. @default 1000 */
  readonly stopTimeoutMs?: number
  /** The URL of an instance that is running already. If set, that one is checked and used, and nothing is started. */
  readonly existing?: string | undefined
}

const rules: OptionRules<InProcessOptions<Needs, ServiceScope>> = {
  needs: optionRules.record,
  port: optionRules.anything,
  host: optionRules.anything,
  scope: oneOf(...serviceScopes),
  eager: optionRules.flag,
  stopTimeoutMs: optionRules.durationOrZeroMs,
  existing: { expected: 'a URL', isAccepted: (value) => typeof value === 'string' },
}

/** The default scope of an in-process server: `'file'`, or `'test'` if a need ends with its test. */
export type InProcessScope<N extends Needs> = NarrowestScope<N> extends 'test' ? 'test' : 'file'

/**
 * Defines an HTTP server in this process. It binds a free port itself, so there is no gap between choosing and listening.
 *
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * import { inProcess } from 'portside'
 *
 * const payments = inProcess(() => (request, response) => response.end('paid'))
 * ```
 */
export function inProcess<const N extends Needs = NoNeeds, Scope extends ServiceScope = InProcessScope<N>>(
  factory: InProcessFactory<N>,
  options: InProcessOptions<N, Scope> = {},
): ServiceDefinition<ServerHandle, NoInfer<Scope>, HandlesOf<N>> {
  if (typeof factory !== 'function')
    throw invalidArgument('factory', 'a function that returns a server or an app', factory)
  checkOptions('inProcess()', options, rules)
  const { stopTimeoutMs, port = 'lease', host = '127.0.0.1' } = options
  const existing = unlessGiven(options.existing)
  if (port !== 'lease' && !isReservation(port)) checkPortNumber('port', port, ['lease'])
  checkHost(host)
  const needs = (withReservation(options.needs, port) ?? {}) as N
  if (existing) checkUrl('existing', existing)
  const isWithinTest = Object.values(needs).some((need) => need?.scope === 'test')
  return createDefinition({
    maker: inProcess,
    kind: 'inProcess',
    eager: options.eager,
    needs,
    scope: options.scope ?? ((isWithinTest ? 'test' : 'file') as Scope),
    findExisting: existing
      ? async (context) =>
          (await import('../../engine')).launchExternal({ url: existing, probe: toProbe(undefined) }, context)
      : undefined,
    start: async (context) => {
      const { launchInProcess } = await import('../../engine')
      return launchInProcess({ factory: factory as InProcessFactory<Needs>, stopTimeoutMs, port, host }, context)
    },
    connect: (data, link) => connectServer(data as ServerData, link),
    vary: ({ needs: varied, ...variation }) =>
      inProcess(factory, { ...options, ...withoutReservation(varied), ...variation } as typeof options),
  })
}
