import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import { type ReadyOption, toProbe } from '@portside/probe'
import { checkUrl } from '../../definition/check-address'
import { createDefinition } from '../../definition/create-definition'
import type { HandlesOf, NoNeeds, ServiceDefinition } from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import { connectServer } from '../../handle/connect-server'
import type { ServerData, ServerHandle } from '../../contract/service-handle'
import type { ExternalTarget } from './launch-external'
import { loginProbe } from './login-probe'

/** The options of `external()`. */
export interface ExternalOptions {
  /** When the service counts as ready: a path, a probe or a function. @default it takes connections; a database whose URL has a password lets the user in */
  readonly ready?: ReadyOption
  /** How long to wait for readiness, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
}

const rules: OptionRules<ExternalOptions> = { ready: optionRules.anything, startTimeoutMs: optionRules.durationMs }

/**
 * Defines a service that is running already: it is checked, but never started or stopped.
 *
 * @throws TypeError when `url` is none, or has no host.
 * @example
 * ```ts
 * import { external } from 'portside'
 *
 * const mail = external('http://127.0.0.1:8025', { ready: '/readyz' })
 * ```
 */
export function external(
  url: string,
  options: ExternalOptions = {},
): ServiceDefinition<ServerHandle, 'run', HandlesOf<NoNeeds>> {
  checkUrl('url', url)
  checkOptions('external()', options, rules)
  const { ready, startTimeoutMs } = options
  const probe = (ready === undefined ? loginProbe(url) : undefined) ?? toProbe(ready)
  return defineExternal({ url, probe, timeoutMs: startTimeoutMs, namedBy: 'external()' }, 'run')
}

function defineExternal<Scope extends ServiceScope>(
  target: ExternalTarget,
  scope: Scope,
): ServiceDefinition<ServerHandle, Scope, HandlesOf<NoNeeds>> {
  return createDefinition({
    maker: external,
    kind: 'external',
    scope,
    start: async (context) => (await import('../../engine')).launchExternal(target, context),
    connect: (data, link) => connectServer(data as ServerData, link),
    vary: (variation) => defineExternal(target, variation.scope),
  })
}
