import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { command, type ServiceDefinition } from '@portside/core'
import type { ServiceShare, Supervisor } from '@portside/core/adapter'
import { inlineReady } from '../inline-ready'
import { nameOptions } from '../name-options'
import type { InlineService, RunArguments } from './run-arguments'

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']

type NamedDefinition = readonly [name: string, definition: ServiceDefinition]

/** The services of a run: those of the command line or of the services file. */
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

function definitionOf({ name, command: line, ready, port, timeoutMs }: InlineService): NamedDefinition {
  const readyOption = inlineReady(ready)
  const definition = command(line, {
    ...(readyOption === undefined ? {} : { ready: readyOption }),
    ...(port === undefined ? {} : { port }),
    ...(timeoutMs === undefined ? {} : { startTimeoutMs: timeoutMs }),
  })
  return [name, definition]
}

/** Those of the file that live as long as the run; the others are for workers to ask for. */
async function listedServices(file: string | undefined, supervisor: Supervisor): Promise<readonly NamedDefinition[]> {
  const path = resolve(file ?? defaultFile())
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true)
    throw new TypeError(`Expected \`--services\` to be a file, got ${path}, which is ${stats ? 'none' : 'not there'}`)
  await supervisor.addServices(path)
  const services = Object.entries(await supervisor.loadServices(path))
  return services.filter(([, { scope }]) => scope === 'run')
}

function defaultFile(): string {
  const file = extensions.map((extension) => `services.${extension}`).find((name) => existsSync(name))
  if (file === undefined)
    throw new TypeError(
      'Expected `-s` or a services file: there is no services.ts (or .mts, .cts, .js, .mjs, .cjs) here',
    )
  return file
}
