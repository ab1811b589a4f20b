import { type ExitStatus, nearCommands } from '@portside/process'
import type { MissingCommand } from './evidence'

/** What a shell exits with when it does not find a command (POSIX, Shell Command Language 2.8.2). */
const notFoundCode = 127

/** Where the commands of a service are looked for. */
export interface CommandPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The command that a shell of the service did not find, by its exit code and last output, and what is spelled nearly like it. */
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
