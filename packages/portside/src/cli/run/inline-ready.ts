import { probe, type ReadyOption } from '@portside/probe'
import type { InlineService } from './inline-service'

// The prefixes that wait-on knows.
const resource = /^(?:file|https?|https?-get|tcp|socket|command):/

/**
 * Reads the value of `--ready`: `log:` and a pattern of the output, `grpc:` and a service (or none), a path, or one of wait-on's resources; of a path
 * and a URL, `--status` and `--header` too. Throws a `TypeError` for anything else.
 */
export function inlineReady({
  ready,
  status,
  headers,
}: Omit<InlineService, 'name' | 'command'>): ReadyOption | undefined {
  const http = { ...(status === undefined ? {} : { status }), ...(headers === undefined ? {} : { headers }) }
  const isPlain = status === undefined && headers === undefined
  if (!isPlain && !/^(?:\/|https?:|https?-get:)/.test(ready ?? ''))
    throw new TypeError('Expected `--status` and `--header` to belong to a path: --ready /health --status 200-299,404')
  if (ready === undefined) return undefined
  if (ready.startsWith('/')) return isPlain ? ready : probe.http(ready, http)
  if (ready.startsWith('log:')) return patternOf(ready.slice('log:'.length))
  if (ready.startsWith('grpc:')) return probe.grpc({ service: ready.slice('grpc:'.length) })
  if (/^(?:https?|https?-get|tcp):.*\{(?:port|host|url)\b/.test(ready))
    throw new TypeError(
      `Expected \`--ready\` to be a path such as /health, which is requested at the service's own address, got '${ready}'`,
    )
  if (resource.test(ready)) return probe.resource(ready, http)
  throw new TypeError(
    `Expected \`--ready\` to be a path such as /${ready}, a resource such as file:${ready} or tcp:3000, log:<pattern> or grpc:<service>, got '${ready}'`,
  )
}

function patternOf(source: string): RegExp {
  try {
    return new RegExp(source)
  } catch (error) {
    throw new TypeError(`Expected \`--ready\` to have a pattern after log: (${String(error)})`, { cause: error })
  }
}
