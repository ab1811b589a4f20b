import { type OptionRule, optionRules } from '@portside/errors'

/** The rule of the option `env`. */
export const environmentRule: OptionRule = {
  expected: 'an object of variables, or a function that makes it',
  isAccepted: (value) => typeof value === 'function' || optionRules.record.isAccepted(value),
}

/** Merges the variables of two sources; `top` overrides `base`. */
export function mergeEnvironments(
  base: EnvironmentSource | undefined,
  top: EnvironmentSource | undefined,
): EnvironmentSource | undefined {
  if (top === undefined) return base
  if (typeof base !== 'function' && typeof top !== 'function') return { ...base, ...top }
  return (needs, self) => ({ ...environmentOf(base, needs, self), ...environmentOf(top, needs, self) })
}

/** Returns the variables of a source, and calls it if it is a function. */
export function environmentOf(
  source: EnvironmentSource = {},
  needs: Readonly<Record<string, unknown>>,
  self: OwnAddress<string>,
): EnvironmentOption {
  return typeof source === 'function' ? source(needs, self) : source
}

/** Turns a name such as `mailUi` into the name of a variable: `MAIL_UI`. */
export function variableName(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()
}

/** Variables for a child; `undefined` removes an inherited one. */
export type EnvironmentOption = Readonly<Record<string, string | number | undefined>>

/** The option `env`, for any needs. */
export type EnvironmentSource =
  | EnvironmentOption
  | ((needs: Readonly<Record<string, unknown>>, self: OwnAddress<string>) => EnvironmentOption)

/** The address of a service, as its `env` callback gets it. */
export interface OwnAddress<PortName extends string = never> {
  readonly name: string
  readonly url: string
  readonly host: string
  readonly port: number
  readonly ports: Readonly<Record<PortName, number>>
}
