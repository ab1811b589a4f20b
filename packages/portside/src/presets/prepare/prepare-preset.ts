import type { CommandOptions } from '@portside/core'
import { type CommandPlace, type EnvironmentSource, mergeEnvironments, type PreparedCommand } from '@portside/core/kit'
import { type AnyOptions, commandOptions } from '../preset-options'
import type { PresetSource } from '../preset-source'
import { checkVersion, isOlder } from './check-version'
import { findTool, type Tool } from './find-tool'
import { usableHost } from './usable-host'

/** Finds the tool of a preset, checks its version, and makes its command. Throws `E_SPAWN_FAILED` and `E_UNSUPPORTED_TOOL`. */
export async function preparePreset(
  source: PresetSource,
  options: AnyOptions,
  place: CommandPlace,
): Promise<PreparedCommand> {
  const tool = await findTool(source, options, place)
  checkVersion(source, tool, place)
  const own = (await source.words?.(options, place)) ?? {}
  const chosen = await withOwn(commandOptions(source, options), source, own.env)
  const middle = [...withBrackets(source.command ?? [], chosen.host), ...(own.args ?? []), ...(options.args ?? [])]
  return { words: [...tool.words, ...middle, ...lastWords(source, tool, chosen)], options: chosen, hints: source.hints }
}

/** Adds variables below those of the user, and an address that `urlHost` stands for. */
export async function withOwn(
  options: CommandOptions,
  source: PresetSource,
  own: EnvironmentSource = {},
): Promise<CommandOptions> {
  const env = mergeEnvironments(own, options.env)
  return { ...options, ...(await usableHost(options, source)), env } as CommandOptions
}

/** Returns the words for the version of the tool, and those of its address. */
export function lastWords(
  { address, since = [] }: PresetSource,
  { version }: Pick<Tool, 'version'>,
  { host }: CommandOptions,
): readonly string[] {
  const newer = since.filter((part) => version !== undefined && !isOlder(version, part.version))
  return [...newer.flatMap(({ words }) => words), ...withBrackets(address, host)]
}

/** Before a colon, an IPv6 address has brackets (RFC 3986, 3.2.2). */
function withBrackets(words: readonly string[], host: CommandOptions['host']): readonly string[] {
  return host === '::1' ? words.map((word) => word.replace('{host}:', '[{host}]:')) : words
}
