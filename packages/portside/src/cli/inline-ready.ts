import { probe, type ReadyOption } from '@portside/probe'

// The prefixes that wait-on knows.
const resource = /^(?:file|https?|https?-get|tcp|socket|command):/

/** What `--ready` asks for: `log:` and a pattern of the output, `grpc:` and a service (or none), a path, or one of wait-on's resources. Throws a `TypeError` for anything else. */
export function inlineReady(ready: string | undefined): ReadyOption | undefined {
  if (ready === undefined) return undefined
  if (ready.startsWith('log:')) return new RegExp(ready.slice('log:'.length))
  if (ready.startsWith('grpc:')) return probe.grpc({ service: ready.slice('grpc:'.length) })
  if (ready.startsWith('/')) return ready
  if (resource.test(ready)) return probe.resource(ready)
  throw new TypeError(
    `Expected \`--ready\` to be a path such as /${ready}, a resource such as file:${ready} or tcp:3000, log:<pattern> or grpc:<service>, got '${ready}'`,
  )
}
