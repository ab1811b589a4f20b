import type { EnvironmentOption, EnvironmentSource, OwnAddress } from '../kinds/command/command-options'

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
