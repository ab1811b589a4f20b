import { invalidArgument } from '@portside/errors'
import type { Probe } from '../probe'

/**
 * Ready when `command` exits with 0. It runs in the target's `cwd` and environment, one at a time; its whole process group is killed at abort or when
 * it takes too long.
 * @param command a line for the system's shell, or an argv, which no shell sees
 * @throws TypeError when it is empty or neither.
 */
export function exec(command: string | readonly string[]): Probe {
  checkCommand(command)
  const description = `${typeof command === 'string' ? command : command.join(' ')} ends with 0`
  return {
    description,
    wait: async (target, run) => {
      const { commandRhythm, poll, runCommand } = await import('../waiting')
      await poll(description, commandRhythm, run, ({ limitMs }) => runCommand(command, target, run, limitMs))
    },
  }
}

function checkCommand(command: unknown): void {
  const isText = (part: unknown) => typeof part === 'string' && !part.includes('\0')
  const isLine = isText(command) && String(command).trim() !== ''
  const isArgv = Array.isArray(command) && command.length > 0 && command.every(isText) && command[0] !== ''
  if (!isLine && !isArgv) throw invalidArgument('command', 'a command line or a list of strings', command)
}
