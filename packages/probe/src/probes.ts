import { types } from 'node:util'
import { invalidArgument } from '@portside/errors'
import { all, isProbe, any, stable } from './probes/combined'
import { exec } from './probes/exec'
import { file } from './probes/file'
import { grpc } from './probes/grpc'
import { amqp, mongodb, mqtt, mysql, nats, postgres, redis } from './probes/handshakes'
import { http } from './probes/http'
import { listening } from './probes/listening'
import { log } from './probes/log'
import { resource } from './probes/resource'
import { tcp } from './probes/tcp'
import type { Probe, ReadyFunction } from './probe'
import { custom } from './probes/custom'

const general = { tcp, listening, http, log, file, exec, resource, all, any, stable } as const
const handshakes = { postgres, mysql, redis, mongodb, amqp, mqtt, nats, grpc } as const

/** The probes, under one name: `http` and `file` clash with names that test files already import. */
export const probe = { ...general, ...handshakes }

/** The condition for a service to be ready: a path (2xx or 3xx), a regular expression (on its output), a probe, or a function. */
export type ReadyOption = string | RegExp | Probe | ReadyFunction

/**
 * Returns the probe that the option `ready` stands for; `probe.tcp()` when it is absent.
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
