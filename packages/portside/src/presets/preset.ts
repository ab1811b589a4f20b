import type { HandlesOf, Needs, NoNeeds, ServerHandle, ServiceDefinition, ServiceScope } from '@portside/core'
import {
  type CommandPlace,
  type Narrowest,
  preparedCommand,
  type PreparedCommand,
  type ScopeOf,
  type ScopesOf,
} from '@portside/core/kit'
import {
  type AnyOptions,
  checkPresetOptions,
  commandOptions,
  type PresetOptions,
  type PresetPort,
} from './preset-options'
import type { PresetSource } from './preset-source'

/** A constructor of services that are one tool. */
export interface Preset<Own extends object = object> {
  <
    const N extends Needs = NoNeeds,
    Port extends PresetPort = 'lease',
    Scope extends ServiceScope = Narrowest<ScopesOf<N> | ScopeOf<Port>>,
    PortName extends string = never,
  >(
    options?: PresetOptions<N, Scope, Port, PortName> & Own,
  ): ServiceDefinition<ServerHandle<PortName>, NoInfer<Scope>, NoInfer<HandlesOf<N>>>
}

/**
 * Makes a constructor of services of one tool: a `command()` whose command line and options are those of the tool. The tool is looked for, and its
 * version checked, when the service starts.
 *
 * @throws TypeError when an option is wrong; the constructor, too.
 * @example
 * ```ts
 * import { preset } from 'portside/presets'
 *
 * const parcel = preset({ name: 'parcel', npm: 'parcel', from: '2.0', address: ['--port', '{port}', '--host', '{host}'] })
 * const web = parcel({ args: ['src/index.html'] })
 * ```
 */
export function preset<Own extends object = object>(source: PresetSource<Own>): Preset<Own> {
  const plain = source as unknown as PresetSource
  const make = (options: AnyOptions = {}): ServiceDefinition => {
    checkPresetOptions(plain, options)
    return definePreset({
      maker: make,
      words: [plain.program ?? plain.name, ...(options.args ?? [])],
      source: plain,
      options,
      again: make,
      prepare: async (place) => (await import('./prepare/prepare-preset')).preparePreset(plain, options, place),
    })
  }
  return make as Preset<Own>
}

/** The parts of a definition that a preset or a script makes. */
export interface PresetParts {
  readonly maker: (...args: never) => unknown
  readonly words: readonly string[]
  readonly source: PresetSource
  readonly options: AnyOptions
  readonly again: (options: AnyOptions) => ServiceDefinition
  readonly prepare: (place: CommandPlace) => Promise<PreparedCommand>
}

/** Makes the definition. Throws a `TypeError` when an option is wrong. */
export function definePreset({ maker, words, source, options, again, prepare }: PresetParts): ServiceDefinition {
  return preparedCommand({
    maker,
    words,
    options,
    defaulted: commandOptions(source, options),
    again: (next) => again(next as AnyOptions),
    prepare,
  })
}
