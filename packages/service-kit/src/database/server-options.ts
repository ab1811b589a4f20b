import type { ServiceScope } from '@portside/core'
import { invalidArgument, oneOf, type OptionRule, optionRules } from '@portside/errors'

/** The value of a setting of a server. */
export type SettingValue = string | number | boolean

/** The options that the servers of all databases have. */
export interface ServerOptions<Scope extends ServiceScope = ServiceScope> {
  /** The port. @default a port that nobody else can take */
  readonly port?: number
  /** How long one instance lives. @default 'run' */
  readonly scope?: Scope
  /** Whether a run starts the server early, in the background; requires the scope `'run'`. @default false */
  readonly eager?: boolean
  /** How long the server may take to become ready, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
  /**
   * The URL of a server that is running already, such as that of an environment variable in CI. If it is set, that one is used and nothing is started. Its user needs whatever rights the
   * tests need.
   */
  readonly existing?: string | undefined
}

/** The rules of these options, but for `existing`. */
export const serverRules = {
  port: optionRules.port,
  scope: oneOf('run', 'worker', 'file', 'test'),
  eager: optionRules.flag,
  startTimeoutMs: optionRules.durationMs,
} satisfies { readonly [Name in Exclude<keyof ServerOptions, 'existing'>]: OptionRule }

/** Returns the rule of `existing`: a URL that `isAccepted`. An empty one counts as absent, as an unset variable of CI may be. */
export function urlRule(expected: string, isAccepted: (url: URL) => boolean): OptionRule {
  return {
    expected,
    isAccepted: (value) =>
      value === '' || (typeof value === 'string' && URL.canParse(value) && isAccepted(new URL(value))),
  }
}

/** Returns the rule of `settings`: an object whose names, and whose values as text, match. */
export function settingsRule(expected: string, name: RegExp, text = /^/): OptionRule {
  const isSetting = (value: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof value) && text.test(String(value))
  return {
    expected,
    isAccepted: (value) =>
      optionRules.record.isAccepted(value) &&
      Object.entries(value).every(([key, setting]) => name.test(key) && isSetting(setting)),
  }
}

/** Throws a `TypeError` for a setting that portside sets itself: `reasonOf` returns why. The value of a password is not shown. */
export function checkSettings(
  settings: Readonly<Record<string, SettingValue>> | undefined,
  reasonOf: (name: string) => string | undefined,
): void {
  for (const [name, value] of Object.entries(settings ?? {})) {
    const reason = reasonOf(name)
    const shown = /pass|auth/i.test(name) ? '****' : value
    if (reason !== undefined) throw invalidArgument(`settings.${name}`, `left out: ${reason}`, shown)
  }
}
