import { unlessGiven } from '../../run/given-environments'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { toProbe } from '@portside/probe'
import { checkExisting, checkHost, checkPortNumber } from '../../definition/check-address'
import { createDefinition, needsRule } from '../../definition/create-definition'
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
import type { ExistingPort } from '../external/find-existing'
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
  /**
   * The name for the address in URLs, for tools that compare origins: `http://localhost:62893`. The address stays the same, and the start fails where
   * the name stands for another one. @default none: URLs have the address
   */
  readonly urlHost?: 'localhost'
  /** How long one instance lives. @default 'file', or that of a need that ends sooner */
  readonly scope?: Scope & AllowedScope<N>
  /** Whether a run starts the service early, in the background; requires the scope `'run'`. The run itself does not wait for it. @default false */
  readonly eager?: boolean
  /** How long its connections may stay in use when it stops, in milliseconds. @default 1000 */
  readonly stopTimeoutMs?: number
  /**
   * An instance that is running already, which is checked and used; nothing is started then. A URL: the one there. A port: a server of this project
   * that listens there, if there is one.
   */
  readonly existing?: string | ExistingPort | undefined
}

const rules: OptionRules<InProcessOptions<Needs, ServiceScope>> = {
  needs: needsRule,
  port: optionRules.anything,
  host: optionRules.anything,
  urlHost: oneOf('localhost'),
  scope: oneOf(...serviceScopes),
  eager: optionRules.flag,
  stopTimeoutMs: optionRules.durationOrZeroMs,
  existing: {
    expected: 'a URL or an object with a port',
    isAccepted: (value) => typeof value === 'string' || optionRules.record.isAccepted(value),
  },
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
  const { stopTimeoutMs, port = 'lease', host = '127.0.0.1', urlHost } = options
  const existing = unlessGiven(options.existing)
  if (port !== 'lease' && !isReservation(port)) checkPortNumber('port', port, ['lease'])
  checkHost(host)
  const needs = (withReservation(options.needs, port) ?? {}) as N
  checkExisting(existing)
  const isWithinTest = Object.values(needs).some((need) => need?.scope === 'test')
  return createDefinition({
    maker: inProcess,
    kind: 'inProcess',
    eager: options.eager,
    needs,
    scope: options.scope ?? ((isWithinTest ? 'test' : 'file') as Scope),
    findExisting: existing
      ? async (context) => {
          const place = { host, protocol: 'http', probe: toProbe(undefined), ...(urlHost && { urlHost }) }
          return (await import('../../engine')).launchExisting(existing, place, context)
        }
      : undefined,
    start: async (context) => {
      const { launchInProcess } = await import('../../engine')
      return launchInProcess(
        { factory: factory as InProcessFactory<Needs>, stopTimeoutMs, port, host, urlHost },
        context,
      )
    },
    connect: (data, link) => connectServer(data as ServerData, link),
    vary: ({ needs: varied, ...variation }) =>
      inProcess(factory, { ...options, ...withoutReservation(varied), ...variation } as typeof options),
  })
}
