import { resolve } from 'node:path'
import { command, type ServiceDefinition } from '@portside/core'
import { nearNames } from '@portside/internal'
import { fillPlaceholders, mentionedNames, type NamedService } from './service-variables'
import { inlineReady } from './inline-ready'
import type { InlineService, Variables } from './inline-service'
import { withScript } from './package-scripts'
import { inOptionWords } from './option-words'

/** A definition and the name of its service. */
export type NamedDefinition = readonly [name: string, definition: ServiceDefinition]

type Definitions = Readonly<Record<string, ServiceDefinition>>

/** Makes the definitions of the services of a command line. Throws a `TypeError` in the words of the command line. */
export function inlineDefinitions(services: readonly InlineService[]): readonly NamedDefinition[] {
  const known = services.map(({ name }) => name)
  for (const service of services) checkMentions(service, known)
  const made = new Map<string, ServiceDefinition>()
  return services.map((service) => [service.name, define(service, [])])

  /** Defines a service after its needs; `path` are the services that need it. */
  function define(service: InlineService, path: readonly string[]): ServiceDefinition {
    const { name } = service
    const before = made.get(name)
    if (before !== undefined) return before
    const names = [...path, name]
    if (path.includes(name)) throw new TypeError(`Expected no service to need itself, got ${names.join(' → ')}`)
    const needed = services.filter((other) => other.name !== name && mentionsOf(service).has(other.name))
    const definition = definitionOf(service, Object.fromEntries(needed.map((need) => [need.name, define(need, names)])))
    made.set(name, definition)
    return definition
  }
}

/** Throws a `TypeError` for a placeholder whose name is spelled nearly like that of a service; other braces are the command's own. */
function checkMentions(service: InlineService, known: readonly string[]): void {
  for (const name of mentionsOf(service)) {
    const near = known.includes(name) ? [] : nearNames(name, known)
    if (near.length === 0) continue
    throw new TypeError(
      `Expected {${name}.…} of '${service.name}' to name a service: is ${near.map((other) => `{${other}.…}`).join(' or ')} meant?`,
    )
  }
}

/** The names in the placeholders of a service, such as `{api.url}`. */
function mentionsOf({ command, env = {} }: InlineService): ReadonlySet<string> {
  return new Set([command, ...Object.values(env)].flatMap(mentionedNames))
}

/** Shortens the placeholders of a service that have its own name, such as `{api.url}` of `api`. */
function withOwnPlaceholders(service: InlineService): InlineService {
  const shortened = (text: string): string => text.replaceAll(`{${service.name}.`, '{')
  const env = Object.entries(service.env ?? {}).map(([name, value]) => [name, shortened(value)])
  return { ...service, command: shortened(service.command), env: Object.fromEntries(env) as Variables }
}

function definitionOf(given: InlineService, needs: Definitions): ServiceDefinition {
  const service = withOwnPlaceholders(given)
  const { port, host, protocol, expose, timeoutMs, cwd, isShell, envFile, remap, env = {} } = service
  const ready = inlineReady(service)
  const line = withScript(service.command, resolve(cwd ?? '.'))
  return inOptionWords(() =>
    command(line, {
      ...(ready === undefined ? {} : { ready }),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(expose === undefined ? {} : { expose }),
      ...(timeoutMs === undefined ? {} : { startTimeoutMs: timeoutMs }),
      ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
      ...(isShell === undefined ? {} : { shell: isShell }),
      ...(remap === undefined ? {} : { remap }),
      ...(envFile === undefined ? {} : { envFile: resolve(envFile) }),
      ...(Object.keys(needs).length === 0 ? {} : { needs }),
      ...(Object.keys(env).length === 0 ? {} : { env: environmentOf(env) }),
    }),
  )
}

/** Fills in the addresses of other services, and that of the service itself. */
function environmentOf(env: Variables) {
  return (
    needs: Readonly<Record<string, unknown>>,
    self: { readonly url: string; readonly host: string; readonly port: number },
  ): Variables => {
    const others: readonly NamedService[] = Object.entries(needs).map(([name, data]) => ({
      name,
      data: data as object,
    }))
    // A service that does not listen, or picks its port, has none yet.
    const own = self.port > 0 ? self : {}
    const entries = Object.entries(env).map(([name, value]) => [name, fillPlaceholders(value, others, own)])
    return Object.fromEntries(entries) as Variables
  }
}
