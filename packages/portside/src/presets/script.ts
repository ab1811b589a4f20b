import type { HandlesOf, Needs, NoNeeds, ServerHandle, ServiceDefinition, ServiceScope } from '@portside/core'
import type { Narrowest, ScopeOf, ScopesOf } from '@portside/core/kit'
import { invalidArgument } from '@portside/errors'
import { probe } from '@portside/probe'
import { definePreset } from './preset'
import { type AnyOptions, checkPresetOptions, type PresetOptions, type PresetPort } from './preset-options'
import type { PresetSource } from './preset-source'

/** A script whose tool is unknown gets `PORT` and `HOST`, and is ready when it listens, as any command. */
const plain: PresetSource = { name: 'script', address: [], ready: probe.tcp() }

/**
 * Defines a service that is a script of `package.json`, run by the project's package manager. If a preset knows its tool, that gives it its address
 * and its other options; any other script is run as it is, with `PORT` and `HOST`.
 *
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * import { script } from 'portside/presets'
 *
 * const web = script('dev')
 * ```
 */
export function script<
  const N extends Needs = NoNeeds,
  Port extends PresetPort = 'lease',
  Scope extends ServiceScope = Narrowest<ScopesOf<N> | ScopeOf<Port>>,
  PortName extends string = never,
>(
  name: string,
  options: PresetOptions<N, Scope, Port, PortName> = {},
): ServiceDefinition<ServerHandle<PortName>, NoInfer<Scope>, NoInfer<HandlesOf<N>>> {
  if (typeof name !== 'string' || name.trim() === '')
    throw invalidArgument('name', "the name of a script, such as 'dev'", name)
  const given = options as AnyOptions
  checkPresetOptions(plain, given)
  const definition = definePreset({
    maker: script,
    words: [name, ...(given.args ?? [])],
    source: plain,
    options: given,
    again: (next) => script(name, next),
    prepare: async (place) => (await import('./prepare/prepare-script')).prepareScript(plain, name, given, place),
  })
  return definition as ServiceDefinition<ServerHandle<PortName>, NoInfer<Scope>, NoInfer<HandlesOf<N>>>
}
