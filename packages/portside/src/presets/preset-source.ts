import type { CommandOptions, EnvironmentOption } from '@portside/core'
import type { CommandPlace, OutputHint } from '@portside/core/kit'
import type { OptionRule } from '@portside/errors'

/** Options of `command()` for which a preset has defaults. */
type PresetDefaults = Pick<
  CommandOptions,
  'ready' | 'warm' | 'failed' | 'urlHost' | 'protocol' | 'expose' | 'stopSignal' | 'stopTimeoutMs' | 'startTimeoutMs'
>

/** The words and variables that a preset's own options stand for. */
export interface OwnWords {
  /** Words before those of `address`. @default none */
  readonly args?: readonly string[]
  /** Variables, which `env` of the user overrides. @default none */
  readonly env?: EnvironmentOption
}

/** A tool that serves, as data. */
export interface PresetSource<Own extends object = object> extends PresetDefaults {
  /** The name of the preset, for messages. */
  readonly name: string
  /** The npm package of the tool: it must be in a `node_modules` of the working directory or above. @default none */
  readonly npm?: string
  /** The Python module of the tool, which the Python of the project's virtual environment runs. @default none */
  readonly python?: string
  /** The gem of the tool, which runs by Bundler where there is a `Gemfile`. @default none */
  readonly gem?: string
  /** The command that prints the version of a tool that is neither of these: the first number in its output. @default none */
  readonly version?: readonly string[]
  /** The program of the tool. @default `name` */
  readonly program?: string
  /** The first version that works, such as `'3.0'`. @default any */
  readonly from?: string
  /** The words after the program, such as `dev`; those of the option `args` follow. @default none */
  readonly command?: readonly string[]
  /** The words by which the tool is given its address: `['--port', '{port}', '--host', '{host}']`. They come last. */
  readonly address: readonly string[]
  /** Words that newer versions need as well, before those of `address`. @default none */
  readonly since?: readonly { readonly version: string; readonly words: readonly string[] }[]
  /** Other spellings of options in `address`, which `args` may not have either. @default none */
  readonly aliases?: readonly string[]
  /** The sub-commands by which scripts of `package.json` start it; `''` is none. @default those of `command` */
  readonly scripts?: readonly string[]
  /** Other programs of the tool that scripts of `package.json` call. @default none */
  readonly scriptPrograms?: readonly string[]
  /** Variables of the tool, which `env` of the user overrides. @default none */
  readonly env?: EnvironmentOption
  /** Hints at some of its output, for errors. @default none */
  readonly hints?: readonly OutputHint[]
  /** The rules of the preset's own options. @default it has none */
  readonly options?: { readonly [Name in keyof Required<Own>]: OptionRule }
  /** Returns what the preset's own options stand for, before anything is started. @default nothing */
  readonly words?: (options: Own, place: CommandPlace) => OwnWords | Promise<OwnWords>
}
