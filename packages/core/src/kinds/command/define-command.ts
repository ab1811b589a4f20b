import { mergeEnvironments } from '../../contract/environment-option'
import type { ProcessHandle, ServerData, ServerHandle } from '../../contract/service-handle'
import type { ServiceDefinition } from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import type { Launch, StartContext } from '../../contract/start-context'
import { checkExisting } from '../../definition/check-address'
import { createDefinition } from '../../definition/create-definition'
import { connectProcess, connectServer } from '../../handle/connect-server'
import { unlessGiven } from '../../run/given-environments'
import { type CommandSpec, placeholderWords } from './check-command-options'
import type { CommandOptions, PortOption } from './command-options'
import { mentionedServices } from './placeholders'
import { withoutReservation, withReservation } from './reservation-need'

/** The handle of a command. It has an address unless the command does not listen. */
export type CommandHandle<Port extends PortOption = 'lease', PortName extends string = never> = Port extends 'none'
  ? ProcessHandle
  : ServerHandle<PortName>

/** The parts of a command that its constructor provides. */
export interface CommandParts {
  /** The function that the user calls, which is running. */
  readonly maker: (...args: never) => unknown
  /** The options of the user. */
  readonly options: CommandOptions
  /** The command as it is known before it starts. */
  readonly spec: CommandSpec
  /** Starts it. */
  readonly launch: (context: StartContext) => Promise<Launch>
  /** Calls the constructor again with other options. */
  readonly again: (options: CommandOptions) => ServiceDefinition
}

/** Makes the definition of a command. Throws a `TypeError` as `createDefinition` does. */
export function defineCommand<Port extends PortOption, PortName extends string, Scope extends ServiceScope, Handles>({
  maker,
  options,
  spec,
  launch,
  again,
}: CommandParts): ServiceDefinition<CommandHandle<Port, PortName>, Scope, Handles> {
  const { scope, port, eager, watch } = options
  checkExisting(options.existing)
  const existing = unlessGiven(options.existing)
  return createDefinition({
    maker,
    kind: 'command',
    needs: withReservation(options.needs, port),
    scope: scope as Scope | undefined,
    eager,
    watch,
    mentions: mentionedServices(placeholderWords(spec.commandLine, options)),
    // The engine is loaded only when a service is started, so that a test file that only names services does not pay for it.
    findExisting: existing
      ? async (context) => (await import('../../engine')).launchExisting(existing, spec, context)
      : undefined,
    start: launch,
    connect: (data, link) => {
      const connect = port === 'none' ? connectProcess : connectServer
      return connect(data as ServerData, link) as CommandHandle<Port, PortName>
    },
    vary: ({ env: top, needs, ...variation }) => {
      const env = mergeEnvironments(options.env, top)
      return again({ ...options, ...withoutReservation(needs), ...variation, env } as CommandOptions)
    },
  })
}
