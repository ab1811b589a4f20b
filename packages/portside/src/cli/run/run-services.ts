import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  environmentOfTests,
  findServicesFile,
  preloadedVariables,
  type ServiceShare,
  type Supervisor,
} from '@portside/core/main'
import { inlineDefinitions, type NamedDefinition } from './inline-definitions'
import { withOptionWords } from './option-words'
import type { RunArguments } from './run-arguments'
import { withScriptHint } from './script-hint'
import { settleStarts } from './settle-starts'

/** Returns the services of a run: those of the command line or of the services file. */
export async function runDefinitions(args: RunArguments, supervisor: Supervisor): Promise<readonly NamedDefinition[]> {
  return args.services.length > 0 ? inlineDefinitions(args.services) : listedServices(args.file, supervisor)
}

/** Starts services, all at once, and reports each that is ready. Throws the failures when some do not start. */
export async function startServices(
  definitions: readonly NamedDefinition[],
  supervisor: Supervisor,
  onReady: (service: ServiceShare) => void,
): Promise<readonly ServiceShare[]> {
  const starts = definitions.map(async ([name, definition]) => {
    const service = await supervisor.acquire(definition, {}, name)
    onReady(service)
    return service
  })
  return settleStarts(starts)
}

/** Returns the error of a service of a run; one that was given by `-s` is explained in words of the command line. */
export function explained(error: unknown, run: RunArguments): unknown {
  const { services } = run
  if (error instanceof AggregateError) return new AggregateError(error.errors.map((each) => explained(each, run)))
  return services.length > 0 ? withScriptHint(withOptionWords(error), services) : error
}

/** Returns the variables that `env` of the services file gives the test command, which counts as one worker; none with services of the command line. */
export async function variablesOfFile(args: RunArguments, supervisor: Supervisor): Promise<Variables> {
  if (args.services.length > 0) return {}
  const environment = await environmentOfTests(servicesFileOf(args.file), '1', supervisor)
  return environment === undefined ? {} : preloadedVariables(environment)
}

type Variables = Readonly<Record<string, string | undefined>>

/** Returns the services of the file that live as long as the run; workers acquire the others. */
async function listedServices(file: string | undefined, supervisor: Supervisor): Promise<readonly NamedDefinition[]> {
  const path = servicesFileOf(file)
  await supervisor.addServices(path)
  const services = Object.entries(await supervisor.loadServices(path))
  return services.filter(([, { scope }]) => scope === 'run')
}

function servicesFileOf(file: string | undefined): string {
  const path =
    file === undefined
      ? findServicesFile(process.cwd(), 'Write `-s` with a command line, or `--services` with a path,')
      : resolve(file)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true)
    throw new TypeError(`Expected \`--services\` to be a file, got ${path}, which is ${stats ? 'none' : 'not there'}`)
  return path
}
