import { types } from 'node:util'
import { invalidArgument } from '@portside/errors'
import { isProbe } from './probes/combined'
import type { Probe } from './probe'
import { custom, type ReadyFunction } from './probes/custom'
import { http } from './probes/http'
import { log } from './probes/log'
import { tcp } from './probes/tcp'

/** When a service is ready: a path (2xx or 3xx), a regular expression (on its output), a probe, or a function. */
export type ReadyOption = string | RegExp | Probe | ReadyFunction

/**
 * The probe that the option `ready` stands for; `probe.tcp()` when it is absent.
 * @throws TypeError when it is none of these.
 */
export function toProbe(ready: ReadyOption | undefined): Probe {
  if (ready === undefined) return tcp()
  if (typeof ready === 'string' && /^(\/|https?:\/\/)/.test(ready)) return http(ready)
  if (types.isRegExp(ready)) return log(ready)
  if (typeof ready === 'function') return custom(ready)
  if (isProbe(ready)) return ready
  throw invalidArgument('ready', "a path such as '/health', a regular expression, a probe or a function", ready)
}
