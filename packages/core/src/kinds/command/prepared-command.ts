import { resolve } from 'node:path'
import { isPortsideError, withDetails } from '@portside/errors'
import type { ServiceDefinition } from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import type { StartContext } from '../../contract/start-context'
import { inheritedEnvironment } from '../../run/environment'
import { checkCommandOptions } from './check-command-options'
import type { CommandOptions, PortOption } from './command-options'
import { type CommandHandle, type CommandParts, defineCommand } from './define-command'

/** The place in which a command is about to start. */
export interface CommandPlace {
  /** The name of the service. */
  readonly service: string
  /** Its working directory. */
  readonly cwd: string
  /** The environment that it inherits, before its own variables. */
  readonly env: Readonly<Record<string, string>>
  /** A folder for files of the service, which is removed with its run. */
  readonly folder: () => string
}

/** A command that is ready to be started: its words, and the options of `command()`. */
export interface PreparedCommand {
  readonly words: readonly string[]
  readonly options: CommandOptions
  /** Hints at some of its output, for the error of a start that fails. @default none */
  readonly hints?: readonly OutputHint[] | undefined
}

/** A pattern of the output of a service, and what to do about what it matches. */
export interface OutputHint {
  readonly pattern: RegExp
  readonly hint: string
}

/** A constructor of a command whose words depend on the project in which it starts. */
export interface CommandPreparation extends Pick<CommandParts, 'maker' | 'options' | 'again'> {
  /** The words that are known already, with their placeholders. */
  readonly words: readonly string[]
  /** The options with all defaults. */
  readonly defaulted: CommandOptions
  /** Finds the words and the remaining options, before anything is started. */
  readonly prepare: (place: CommandPlace) => Promise<PreparedCommand>
}

/** Defines a command that is prepared when it starts. Throws a `TypeError` as `command()` does. */
export function preparedCommand<Port extends PortOption, PortName extends string, Scope extends ServiceScope, Handles>({
  words,
  defaulted,
  prepare,
  ...parts
}: CommandPreparation): ServiceDefinition<CommandHandle<Port, PortName>, Scope, Handles> {
  return defineCommand({
    ...parts,
    spec: checkCommandOptions(words, defaulted),
    launch: async (context) => {
      const { words: found, options, hints = [] } = await prepare(placeOf(context, defaulted))
      const spec = checkCommandOptions(found, options)
      const { launchLasting } = await import('../../engine')
      return launchLasting(spec, context).catch((error: unknown) => {
        throw withHints(error, hints)
      })
    },
  })
}

/** The hint at what the service wrote comes before those of its failure. */
function withHints(error: unknown, known: readonly OutputHint[]): unknown {
  if (!isPortsideError(error)) return error
  const found = known.filter(({ pattern }) => pattern.test(error.output)).map(({ hint }) => hint)
  return found.length === 0 ? error : withDetails(error, { hints: [...found, ...error.hints] })
}

function placeOf({ name, directory, run, defer }: StartContext, { cwd = '.' }: CommandOptions): CommandPlace {
  return {
    service: name,
    cwd: resolve(directory, cwd),
    env: inheritedEnvironment(),
    folder: () => {
      const { path, release } = run.directory.hold()
      defer(release)
      return path
    },
  }
}
