import { parseArgs } from 'node:util'
import { nearNames } from '@portside/internal'
import { cacheCommand } from './services/cache-command'
import { doctorCommand } from './doctor/doctor-command'
import { type Command, helpOption } from './terminal/command'
import { exitCodes } from './terminal/exit-codes'
import { explainCommand } from './explain/explain-command'
import { formatHelp, formatOverview } from './terminal/format-help'
import { freeCommand } from './ports/free-command'
import { killCommand } from './ports/kill-command'
import { describeError, exitCodeOf } from './terminal/describe-error'
import { psCommand } from './services/ps-command'
import { runCommand } from './run/run-command'
import { stopCommand } from './services/stop-command'
import { waitCommand } from './wait/wait-command'
import { whoCommand } from './ports/who-command'
import packageJson from '../../package.json'

/** All commands, in the order of the overview. */
export const commands: Readonly<Record<string, Command>> = {
  run: runCommand,
  ps: psCommand,
  stop: stopCommand,
  wait: waitCommand,
  who: whoCommand,
  free: freeCommand,
  kill: killCommand,
  cache: cacheCommand,
  doctor: doctorCommand,
  explain: explainCommand,
}

/** Runs the command line and resolves to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  try {
    return await runNamed(name, rest)
  } catch (error) {
    process.stderr.write(`portside: ${describeError(error)}\n`)
    return exitCodeOf(error)
  }
}

async function runNamed(name: string | undefined, args: readonly string[]): Promise<number> {
  if (name === undefined) return print(formatOverview(commands), exitCodes.usage)
  if (name === '--version' || name === '-v') return print(packageJson.version)
  if (['help', '--help', '-h'].includes(name)) return print(helpOf(args[0]))
  const command = commandOf(name)
  return asksForHelp(args, command) ? print(formatHelp(name, command)) : command.run(args)
}

function helpOf(name: string | undefined): string {
  return name === undefined ? formatOverview(commands) : formatHelp(name, commandOf(name))
}

/** Returns a command by its name. Throws a `TypeError` when there is no such command. */
export function commandOf(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return command
  const near = nearNames(name, [...Object.keys(commands), 'help'])
  throw new TypeError(
    `Unknown command ${name}${near.length > 0 ? `: is ${near.join(' or ')} meant?` : ' (see portside --help)'}`,
  )
}

/** Returns whether `--help` is among the options; it may also be the value of one. */
function asksForHelp(args: readonly string[], { options }: Command): boolean {
  const config = { args: [...args], options: { ...options, ...helpOption }, strict: false, tokens: true } as const
  return parseArgs(config).tokens.some((token) => token.kind === 'option' && token.name === 'help')
}

function print(text: string, code = 0): number {
  process.stdout.write(`${text}\n`)
  return code
}
