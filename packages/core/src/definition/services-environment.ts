import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import { type CallPlace, formatPlaces } from '@portside/internal'
import type { HandleOf, Needs } from '../contract/service-definition'

/** Variables for tests; `undefined` removes one that the shell has. */
export type TestVariables = Readonly<Record<string, string | undefined>>

/** The handles of the services that tests share at least a worker long: the variables of a module must not change after its import. */
export type SharedHandles<Definitions extends Needs> = {
  readonly [Name in keyof Definitions as Definitions[Name]['scope'] extends 'run' | 'worker' ? Name : never]: HandleOf<
    Definitions[Name]
  >
}

/** The options of `defineServices()`. */
export interface ServicesOptions<Definitions extends Needs> {
  /**
   * Returns the environment variables of tests, which are set before the first test module is loaded, in every worker of a runner and for the test
   * command of `portside run`. The services whose names the function reads are started for it, when there are tests to run: take out those that it uses,
   * as in `({ db }) => …`. It is called again as services get ready, so it must only compute the variables. Names begin with a letter or `_`, and not
   * with `PORTSIDE_`. `undefined` removes a variable. Services of the scope `'file'` or `'test'` are refused.
   * @default none
   */
  readonly env?: (services: SharedHandles<Definitions>) => TestVariables
}

const rules: OptionRules<ServicesOptions<Needs>> = { env: optionRules.function }

/** The function `env` of a services file, for any services, and the call of `defineServices()` that it was given to. */
export interface ServicesEnvironment {
  readonly env: (services: Readonly<Record<string, unknown>>) => unknown
  readonly place: CallPlace
}

/** The key on the list of a services file. It is in the global registry, since the ESM and the CommonJS build may both be loaded. */
const environmentKey = Symbol.for('portside.environment')

/** Freezes a list of services, with its options beside them. Throws a `TypeError` when an option is wrong. */
export function withEnvironment<Definitions extends Needs>(
  definitions: Definitions,
  options: ServicesOptions<Definitions>,
  place: CallPlace,
): Readonly<Definitions> {
  checkOptions('defineServices()', options, rules)
  const list = { ...definitions }
  if (options.env !== undefined) Object.defineProperty(list, environmentKey, { value: { env: options.env, place } })
  return Object.freeze(list)
}

/** Returns the option `env` of a list of services; `undefined` if it has none. */
export function environmentOf(services: Needs): ServicesEnvironment | undefined {
  return (services as { readonly [environmentKey]?: ServicesEnvironment })[environmentKey]
}

/** Fixes the place of the option `env` of a services file that was just loaded. */
export function fixEnvironmentPlace(services: Needs): void {
  const environment = environmentOf(services)
  if (environment !== undefined) formatPlaces([environment.place])
}

// The word, a second argument, or a list that is made in another file.
const signs = [/\benv\b/, /\bdefineServices\(\s*[\w$.]+\s*,/, /\}\s*,\s*[\w$.]+\s*,?\s*\)/]

/** Returns whether the text of a services file may have the option `env`: loading one takes time, which a run that needs no service should not spend. */
export function mayHaveEnvironment(text: string): boolean {
  return signs.some((sign) => sign.test(text)) || !/\bdefineServices\(/.test(text)
}
