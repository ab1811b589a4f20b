import { statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { PortsideError } from '@portside/errors'
import { nearCommands } from './near-commands'
import type { SpawnOptions } from './spawn-options'

/** The `E_SPAWN_FAILED` for a command that could not be started: the command, the folder, and what is wrong with them. */
export function spawnFailure(
  argv: readonly string[],
  options: SpawnOptions,
  cause: NodeJS.ErrnoException,
): PortsideError {
  const { summary, hints } = diagnose(argv[0] ?? '', options, cause)
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service: options.service,
    summary,
    evidence: [`command: ${argv.join(' ')}`, `working directory: ${options.cwd}`],
    hints,
    cause,
  })
}

interface Diagnosis {
  readonly summary: string
  readonly hints: readonly string[]
}

function diagnose(program: string, options: SpawnOptions, cause: NodeJS.ErrnoException): Diagnosis {
  // The system reports a missing working directory as if the program were missing.
  if (!isDirectory(options.cwd)) {
    return {
      summary: `the working directory ${options.cwd} is not there`,
      hints: ['Correct `cwd`, or create the folder.'],
    }
  }
  if (cause.code === 'EACCES') return denied(program, options.cwd)
  if (cause.code === 'ENOENT') return notFound(program, options)
  return { summary: `\`${program}\` could not be started: ${cause.message}`, hints: [] }
}

function denied(program: string, cwd: string): Diagnosis {
  const path = program.includes('/') && !isAbsolute(program) ? resolve(cwd, program) : program
  return {
    summary: `\`${program}\` may not be run`,
    hints: [`Make it executable (\`chmod +x ${path}\`), or name its interpreter in the command (\`node ${program}\`).`],
  }
}

function notFound(program: string, { env, cwd }: SpawnOptions): Diagnosis {
  if (program.includes('/')) {
    return {
      summary: `\`${program}\` is not there, or the interpreter that its first line names is not`,
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

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
