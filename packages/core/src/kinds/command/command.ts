import { unlessGiven } from '../../run/test-environments'
import { checkExisting } from '../../definition/check-address'
import { createDefinition } from '../../definition/create-definition'
import type {
  HandlesOf,
  Narrowest,
  Needs,
  NoNeeds,
  ScopeOf,
  ScopesOf,
  ServiceDefinition,
} from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import { connectProcess, connectServer } from '../../handle/connect-server'
import type { ServerData, ProcessHandle, ServerHandle } from '../../contract/service-handle'
import { withoutReservation, withReservation } from './reservation-need'
import { checkCommandOptions, placeholderWords } from './check-command-options'
import { mentionedServices } from './placeholders'
import type { CommandOptions, PortOption } from './command-options'
import { mergeEnvironments } from '../../contract/environment-option'

/** The handle of a command. It has an address unless the command does not listen. */
export type CommandHandle<Port extends PortOption = 'lease', PortName extends string = never> = Port extends 'none'
  ? ProcessHandle
  : ServerHandle<PortName>

/**
 * Defines a service that is a child process. Its command line is split without a shell. `{port}`, `{host}` and `{url}` in it are replaced, and the
 * child gets `PORT` and `HOST`.
 *
 * @throws TypeError when an option is wrong, or the command line has what only a shell understands.
 * @example
 * ```ts
 * import { command, start } from 'portside'
 *
 * const api = await start(command('node server.js', { ready: '/health' }))
 * await api.stop()
 * ```
 */
export function command<
  const N extends Needs = NoNeeds,
  Port extends PortOption = 'lease',
  Scope extends ServiceScope = Narrowest<ScopesOf<N> | ScopeOf<Port>>,
  PortName extends string = never,
>(
  commandLine: string | readonly string[],
  options: CommandOptions<N, Scope, Port, PortName> = {},
): ServiceDefinition<CommandHandle<Port, PortName>, NoInfer<Scope>, NoInfer<HandlesOf<N>>> {
  const spec = checkCommandOptions(commandLine, options as CommandOptions)
  const { scope, port, eager, watch } = options
  checkExisting(options.existing)
  const existing = unlessGiven(options.existing)
  return createDefinition({
    maker: command,
    kind: 'command',
    needs: withReservation(options.needs, port),
    scope,
    eager,
    watch,
    mentions: mentionedServices(placeholderWords(commandLine, options)),
    // The engine is loaded only when a service is started, so that a test file that only names services does not pay for it.
    findExisting: existing
      ? async (context) => (await import('../../engine')).launchExisting(existing, spec, context)
      : undefined,
    start: async (context) => (await import('../../engine')).launchLasting(spec, context),
    connect: (data, link) => {
      const connect = port === 'none' ? connectProcess : connectServer
      return connect(data as ServerData, link) as CommandHandle<Port, PortName>
    },
    vary: ({ env: top, needs, ...variation }) => {
      const env = mergeEnvironments(spec.env, top)
      return command(commandLine, { ...options, ...withoutReservation(needs), ...variation, env } as CommandOptions)
    },
  })
}
