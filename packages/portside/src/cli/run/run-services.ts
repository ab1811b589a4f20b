import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { command, type ServiceDefinition } from '@portside/core'
import { findServicesFile, type ServiceShare, type Supervisor } from '@portside/core/main'
import { probe, type ReadyOption } from '@portside/probe'
import { isPortsideError, PortsideError } from '@portside/errors'
import type { InlineService, RunArguments } from './run-arguments'

type NamedDefinition = readonly [name: string, definition: ServiceDefinition]

/** Returns the services of a run: those of the command line or of the services file. */
export async function runDefinitions(args: RunArguments, supervisor: Supervisor): Promise<readonly NamedDefinition[]> {
  return args.services.length > 0 ? args.services.map(definitionOf) : listedServices(args.file, supervisor)
}

/** Starts services, all at once. Throws when one does not start. */
export async function startServices(
  definitions: readonly NamedDefinition[],
  args: RunArguments,
  supervisor: Supervisor,
): Promise<readonly ServiceShare[]> {
  try {
    return await Promise.all(definitions.map(([name, definition]) => supervisor.acquire(definition, {}, name)))
  } catch (error) {
    throw args.services.length > 0 ? nameOptions(error) : error
  }
}

function definitionOf({ name, command: line, ready, port, protocol, timeoutMs }: InlineService): NamedDefinition {
  const readyOption = inlineReady(ready)
  const definition = command(line, {
    ...(readyOption === undefined ? {} : { ready: readyOption }),
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(timeoutMs === undefined ? {} : { startTimeoutMs: timeoutMs }),
  })
  return [name, definition]
}

/** Returns the services of the file that live as long as the run; workers acquire the others. */
async function listedServices(file: string | undefined, supervisor: Supervisor): Promise<readonly NamedDefinition[]> {
  const path =
    file === undefined
      ? findServicesFile(process.cwd(), 'Write `-s` with a command line, or `--services` with a path,')
      : resolve(file)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true)
    throw new TypeError(`Expected \`--services\` to be a file, got ${path}, which is ${stats ? 'none' : 'not there'}`)
  await supervisor.addServices(path)
  const services = Object.entries(await supervisor.loadServices(path))
  return services.filter(([, { scope }]) => scope === 'run')
}

// The prefixes that wait-on knows.
const resource = /^(?:file|https?|https?-get|tcp|socket|command):/

/**
 * Reads the value of `--ready`: `log:` and a pattern of the output, `grpc:` and a service (or none), a path, or one of wait-on's resources. Throws a
 * `TypeError` for anything else.
 */
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

/** The options of `command()` in hints, and their names on the command line. */
const names: readonly (readonly [option: string, name: string])[] = [
  ['`startTimeoutMs`', '`--timeout`'],
  ['`ready`', '`--ready`'],
  ['`port`', '`--port`'],
  ["`protocol: 'https'`", '`--protocol https`'],
]

/** Rewrites the error of a service that was defined on the command line: its hints name the options of the command line. */
export function nameOptions(error: unknown): unknown {
  if (!isPortsideError(error)) return error
  const hints = error.hints.map((hint) => names.reduce((text, [option, name]) => text.replaceAll(option, name), hint))
  const { code, service, summary, evidence, output, cause } = error
  return new PortsideError({ code, service, summary, evidence, hints, output, cause })
}
