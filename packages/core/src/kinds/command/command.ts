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
import { checkCommandOptions } from './check-command-options'
import type { CommandOptions, PortOption } from './command-options'
import { type CommandHandle, defineCommand } from './define-command'

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
  const given = options as CommandOptions
  const spec = checkCommandOptions(commandLine, given)
  return defineCommand({
    maker: command,
    options: given,
    spec,
    launch: async (context) => (await import('../../engine')).launchLasting(spec, context),
    again: (next) => command(commandLine, next),
  })
}
