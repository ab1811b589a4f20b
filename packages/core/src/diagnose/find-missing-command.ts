import { type ExitStatus, nearCommands } from '@portside/process'
import type { MissingCommand } from './evidence'

/** The exit code of a shell that does not find a command (POSIX, Shell Command Language 2.8.2). */
const notFoundCode = 127

/** The place where the commands of a service are searched. */
export interface CommandPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Returns the command that a shell of the service did not find, by the exit code and the last output, with commands of similar names. */
export function findMissingCommand(
  status: ExitStatus | undefined,
  output: string,
  place: CommandPlace | undefined,
): MissingCommand | undefined {
  if (status?.code !== notFoundCode || place === undefined) return undefined
  // "sh: 1: vits: not found" (dash), "bash: line 1: vits: command not found", "sh: vits: not found" (BusyBox)
  const program = [...output.matchAll(/(?:^|: )([\w@.+-]+): (?:command )?not found$/gm)].at(-1)?.[1]
  return program === undefined ? undefined : { program, near: nearCommands(program, place) }
}
