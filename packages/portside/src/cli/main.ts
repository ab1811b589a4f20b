import { isPortsideError } from '@portside/errors'
import { doctorCommand } from './doctor/doctor-command'
import { exitCodes } from './terminal/exit-codes'
import { explainCommand } from './explain/explain-command'
import { freeCommand } from './ports/free-command'
import {
  doctorHelp,
  explainHelp,
  freeHelp,
  helpText,
  killHelp,
  psHelp,
  runHelp,
  stopHelp,
  waitHelp,
  whoHelp,
} from './help'
import { killCommand } from './ports/kill-command'
import { placeInProject } from './terminal/place-in-project'
import { psCommand } from './services/ps-command'
import { runCommand } from './run/run-command'
import { stopCommand } from './services/stop-command'
import { waitCommand } from './wait/wait-command'
import { whoCommand } from './ports/who-command'
import packageJson from '../../package.json'

const commands: Readonly<
  Record<string, { readonly help: string; readonly run: (args: readonly string[]) => Promise<number> }>
> = {
  run: { help: runHelp, run: runCommand },
  ps: { help: psHelp, run: psCommand },
  stop: { help: stopHelp, run: stopCommand },
  wait: { help: waitHelp, run: waitCommand },
  who: { help: whoHelp, run: whoCommand },
  free: { help: freeHelp, run: freeCommand },
  kill: { help: killHelp, run: killCommand },
  doctor: { help: doctorHelp, run: doctorCommand },
  explain: { help: explainHelp, run: explainCommand },
}

/** Runs the command line and resolves to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  try {
    return await runNamed(name, rest)
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`)
    return isUsageError(error) ? exitCodes.usage : exitCodes.failure
  }
}

async function runNamed(name: string | undefined, args: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined
  if (command !== undefined) return asksForHelp(args) ? print(command.help) : command.run(args)
  if (name === '--version' || name === '-v') return print(packageJson.version)
  if (name === undefined || name === 'help' || asksForHelp([name]))
    return print(helpText, name === undefined ? exitCodes.usage : 0)
  throw new TypeError(`Unknown command: ${name}\n\n${helpText}`)
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

function print(text: string, code = 0): number {
  process.stdout.write(`${text}\n`)
  return code
}

/** Describes an error: one that a services file throws has a place in it; the errors of services explain themselves. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `portside: ${String(error)}`
  const place = isPortsideError(error) ? undefined : placeInProject(error)
  return `portside: ${error.message}${place === undefined ? '' : `\n    at ${place}`}`
}

function isUsageError(error: unknown): boolean {
  return error instanceof TypeError && !isPortsideError(error)
}
