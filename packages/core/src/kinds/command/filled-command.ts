import { parseCommandLine } from '@portside/process/checks'
import type { CommandSpec } from './check-command-options'
import { fillPlaceholders, type PlaceholderValues } from './placeholders'

/** Returns the command with its placeholders replaced: a line if a shell runs it, else its words. */
export function filledCommand(spec: CommandSpec, values: PlaceholderValues): string | readonly string[] {
  const { commandLine, shell } = spec
  const isLine = typeof commandLine === 'string'
  return filled(isLine && !shell ? parseCommandLine(commandLine) : commandLine, spec, values)
}

/** Replaces the placeholders in a command of `spec`, unless they are turned off. */
export function filled(
  command: string | readonly string[],
  { placeholders = true }: Pick<CommandSpec, 'placeholders'>,
  values: PlaceholderValues,
): string | readonly string[] {
  if (!placeholders) return command
  if (typeof command === 'string') return fillPlaceholders(command, values)
  return command.map((word) => fillPlaceholders(word, values))
}
