// The options of presets, and when a preset is ready unless they say it.
import type { CommandOptions, Needs, ServiceDefinition, ServiceScope } from '@portside/core'
import { commandRules, mergeEnvironments, type ReservedPort } from '@portside/core/kit'
import { checkOptions, invalidArgument, type OptionRule, optionRules } from '@portside/errors'
import { probe } from '@portside/probe'
import type { PresetSource } from './preset-source'

/** The port of a preset: portside picks one, exactly this one, or one that is reserved. */
export type PresetPort = 'lease' | number | ServiceDefinition<ReservedPort>

/** The options of every preset: those of `command()` that make sense for a known tool, and `args`. */
export type PresetOptions<
  N extends Needs = Needs,
  Scope extends ServiceScope = ServiceScope,
  Port extends PresetPort = PresetPort,
  PortName extends string = string,
> = Omit<CommandOptions<N, Scope, Port, PortName>, LeftOut> & {
  /** The tool's own options, with the placeholders of `command()`. Host and port are options of the preset. @default [] */
  readonly args?: readonly string[]
}

type LeftOut = (typeof leftOut)[number]
const leftOut = ['shell', 'placeholders', 'detaches'] as const

/** The options of any preset, as the code of this folder passes them on. */
export type AnyOptions = PresetOptions & Readonly<Record<string, unknown>>

const rules: Readonly<Record<string, OptionRule>> = {
  ...Object.fromEntries(Object.entries(commandRules).filter(([name]) => !leftOut.some((other) => other === name))),
  args: { ...optionRules.texts, expected: 'an array of words' },
}

/** Checks the options of a preset. Throws a `TypeError` that names the option. */
export function checkPresetOptions(source: PresetSource, options: AnyOptions): void {
  checkOptions(`${source.name}()`, options, { ...rules, ...source.options })
  checkArguments(source, options)
}

/** Throws a `TypeError` when `args` has an option by which the preset gives the tool its address. */
export function checkArguments(source: PresetSource, { args = [] }: AnyOptions): void {
  for (const word of args) checkArgument(source, word)
}

/** The tool gets its address from the preset, once. */
function checkArgument({ name, address, aliases = [] }: PresetSource, word: string): void {
  const [flag = ''] = word.split('=', 1)
  const flags = [...address.filter((other) => other.startsWith('-')), ...aliases]
  if (!flags.includes(flag)) return
  throw invalidArgument('args', `without ${flag}, which ${name}() sets (\`port\` and \`host\` are its options)`, word)
}

/** A page that is there: a missing one (404) or a login (401) is an answer, a page that fails to compile (500) is none. */
const firstPage = probe.http('/', { status: below500 })

function below500(status: number): boolean {
  return status < 500
}

/** Returns the options of `command()`: those of the user, over the defaults of the preset. */
export function commandOptions(source: PresetSource, options: AnyOptions): CommandOptions {
  const {
    ready = firstPage,
    warm,
    failed,
    urlHost,
    protocol,
    expose,
    stopSignal,
    stopTimeoutMs,
    startTimeoutMs,
  } = source
  const defaults = { ready, warm, failed, urlHost, protocol, expose, stopSignal, stopTimeoutMs, startTimeoutMs }
  const given = Object.entries(options).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(commandRules, name),
  )
  const known = Object.entries(defaults).filter(([, value]) => value !== undefined)
  const env = mergeEnvironments(source.env, options.env)
  return { ...Object.fromEntries([...known, ...given]), env } as CommandOptions
}
