import { readFileSync, type Stats, statSync } from 'node:fs'
import { extname, isAbsolute, resolve } from 'node:path'
import { PortsideError } from '@portside/errors'
import { nearCommands } from './near-commands'
import type { SpawnOptions } from '../child/spawn-options'

/** Makes the `E_SPAWN_FAILED` for a command that could not be started: the command, the folder, and what is wrong with them. */
export function spawnFailure(
  argv: readonly string[],
  options: SpawnOptions,
  cause: NodeJS.ErrnoException,
): PortsideError {
  const { mask = (text) => text } = options
  const { summary, hints } = diagnose(argv[0] ?? '', options, cause)
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service: options.service,
    summary,
    evidence: [`command: ${mask(argv.join(' '))}`, `working directory: ${options.cwd}`],
    hints,
  })
}

interface Diagnosis {
  readonly summary: string
  readonly hints: readonly string[]
}

function diagnose(program: string, options: SpawnOptions, cause: NodeJS.ErrnoException): Diagnosis {
  // The system reports a missing working directory as if the program were missing.
  const place = statsOf(options.cwd)
  if (place?.isDirectory() !== true) {
    return {
      summary: `the working directory ${options.cwd} is ${place === undefined ? 'not there' : 'no folder'}`,
      hints: ['Correct `cwd`, or create the folder.'],
    }
  }
  if (cause.code === 'EACCES') return denied(program, options.cwd)
  if (cause.code === 'ENOENT') return notFound(program, options)
  const hint = hintAt(cause.code, options)
  return { summary: `\`${program}\` could not be started: ${cause.message}`, hints: hint === undefined ? [] : [hint] }
}

/** A path may also lead through a file, or a folder that is closed to this user. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function hintAt(code: string | undefined, { env }: SpawnOptions): string | undefined {
  if (code === 'E2BIG')
    return `The command and its environment are too long together, or one part is: ${largestOf(env)}.`
  if (code === 'EMFILE')
    return 'This process has as many files open as it may: close some, or raise the limit (`ulimit -n`).'
  if (code === 'EAGAIN')
    return 'No more processes may be started: end some, or raise the limit (`ulimit -u`, `pids.max`).'
  return undefined
}

/** Returns the interpreter in the first line of a script and its argument, execve(2); `undefined` if there is no script. */
function firstLineOf(path: string): string | undefined {
  try {
    return /^#![ \t]*(\S[^\n]*)/.exec(readFileSync(path, 'latin1').slice(0, 256).split('\n', 1)[0] ?? '')?.[1]
  } catch {
    return undefined
  }
}

function withoutInterpreter(program: string, interpreter: string): Diagnosis {
  const hint = interpreter.endsWith('\r')
    ? 'Its lines end as on Windows (CR LF), and the CR counts as a part of the name: save it with LF.'
    : `Install it, or correct the first line of \`${program}\`.`
  return { summary: `\`${program}\` is to be run by ${JSON.stringify(interpreter)}, which is not there`, hints: [hint] }
}

/** Returns names only: values may be secret. */
function largestOf(env: SpawnOptions['env']): string {
  const sizes = Object.entries(env).map(([name, value = '']) => [name, Buffer.byteLength(value)] as const)
  const [name, bytes] = sizes.reduce((largest, next) => (next[1] > largest[1] ? next : largest), ['', 0] as const)
  return `the largest variable is ${name}, with ${Math.ceil(bytes / 1024)} KiB`
}

function denied(program: string, cwd: string): Diagnosis {
  const path = program.includes('/') && !isAbsolute(program) ? resolve(cwd, program) : program
  const line = firstLineOf(path)?.trim()
  const interpreter = line === undefined ? interpreters[extname(path)] : line.replace(usualFolder, '')
  const ways = [
    // Without a first line, the system cannot run a script.
    ...(line === undefined && interpreter !== undefined ? [] : [`make it executable (\`chmod +x ${path}\`)`]),
    ...(interpreter === undefined ? [] : [`name its interpreter in the command (\`${interpreter} ${program}\`)`]),
  ].join(', or ')
  return { summary: `\`${program}\` may not be run`, hints: [`${ways.charAt(0).toUpperCase()}${ways.slice(1)}.`] }
}

const interpreters: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
  '.py': 'python3',
  '.rb': 'ruby',
  '.sh': 'sh',
}
/** Folders that every search path has, and env(1), which searches it. */
const usualFolder = /^(?:\/usr)?\/bin\/(?:env(?: -S)? +)?/

function notFound(program: string, { env, cwd }: SpawnOptions): Diagnosis {
  if (program.includes('/')) {
    const [interpreter] = /^\S+\r?/.exec(firstLineOf(resolve(cwd, program)) ?? '') ?? []
    if (interpreter !== undefined) return withoutInterpreter(program, interpreter)
    return {
      summary: `\`${program}\` is not there`,
      hints: [`A relative program is looked for from the working directory: ${resolve(cwd, program)}.`],
    }
  }
  const near = nearCommands(program, { cwd, env })
  return {
    summary: `\`${program}\` was not found in node_modules/.bin or on PATH`,
    hints: [
      ...(near.length === 0 ? [] : [`Near it is ${near.map((name) => `\`${name}\``).join(', ')}.`]),
      'Install it, or give the path of the program.',
    ],
  }
}
