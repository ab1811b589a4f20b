import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { nearCommands } from '@portside/process'
import { exitCodes } from '../terminal/exit-codes'
import { mentionsService } from './service-variables'
import { packageScripts } from './package-scripts'

/** A test command that cannot be run: the reason, with a hint where there is one, and the exit code of shells for it. */
export interface CommandFault {
  readonly message: string
  readonly exitCode: number
}

/**
 * Looks the program of the test command up as execvp(3) does, so that nothing is started for one that is missing. Returns `undefined` if it is there,
 * or a lookup is no proof: for a name with a placeholder, and on Windows, which has rules of its own.
 */
export function testCommandFault(program: string, path = process.env['PATH'] ?? ''): CommandFault | undefined {
  if (process.platform === 'win32' || mentionsService(program)) return undefined
  const places = program.includes('/')
    ? [resolve(program)]
    : path.split(delimiter).map((folder) => join(folder, program))
  const states = new Set(places.map(stateOf))
  if (states.has('executable')) return undefined
  return states.has('denied') ? commandFault(program, 'EACCES') : commandFault(program, 'ENOENT')
}

/** Describes the failure of a start, by the error code of the system. */
export function commandFault(program: string, code = ''): CommandFault {
  if (code !== 'ENOENT') return { message: `cannot run ${program}: ${code}`, exitCode: exitCodes.notExecutable }
  return { message: `command not found: ${program}${hintAt(program)}`, exitCode: exitCodes.notFound }
}

function stateOf(file: string): 'executable' | 'denied' | 'missing' {
  const stats = attempt(() => statSync(file))
  // A folder of PATH may be closed to this user, or be none.
  if (stats === undefined) return 'missing'
  const isExecutable = attempt(() => accessSync(file, constants.X_OK) ?? true)
  return isExecutable && stats.isFile() ? 'executable' : 'denied'
}

function attempt<Result>(ask: () => Result): Result | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

/** Names the way to run what is a script of package.json or a program of a dependency, else programs that are spelled nearly alike. */
function hintAt(program: string): string {
  const place = { cwd: process.cwd(), env: process.env }
  if (packageScripts(place.cwd).includes(program)) return `\n  → It is a script of package.json: npm run ${program}`
  if (/\s/.test(program)) return `\n  → ${hintAtLine(program)}`
  if (/^[A-Za-z_]\w*=/.test(program)) return `\n  → Set the variable by \`--env ${program}\`, before the first \`-s\`.`
  const near = program.includes('/') ? [] : nearCommands(program, place)
  if (near.includes(program)) return `\n  → It is in node_modules/.bin: npx ${program}`
  return near.length === 0 ? '' : `\n  → Is ${near.join(' or ')} meant?`
}

/** Names the way to run a whole line that is in quotes. Without these, a shell would take its signs for those of the line that `portside run` is in. */
function hintAtLine(line: string): string {
  const needsShell = /[&|;<>$`*?()\\]|^\w+=/.test(line)
  return needsShell
    ? `Let a shell run it: -- sh -c '${line.replaceAll("'", String.raw`'\''`)}'`
    : `Write it without quotes: -- ${line}`
}
