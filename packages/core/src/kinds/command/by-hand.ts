import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { withDetails } from '@portside/errors'
import type { StartContext } from '../../contract/start-context'
import { inheritedEnvironment } from '../../run/environment'
import { maskSecrets } from '../../text/mask-secrets'
import { ownEnvironment } from './child-environment'
import type { CommandSpec } from './check-command-options'
import type { Address } from './command-address'
import { filledCommand } from './filled-command'

/** Rejects like `launching`, with an error that ends with the command to type at a shell, in which the same failure can be seen. */
export async function showByHand<Result>(
  launching: Promise<Result>,
  spec: CommandSpec,
  address: () => Address,
  context: StartContext,
): Promise<Result> {
  return launching.catch((error: unknown) => {
    throw withDetails(error, { byHand: byHand(spec, address(), context) })
  })
}

/** Makes the line: the folder, the `envFile`, HOST and PORT, the names of the other variables of `env`, and the command. Absent on Windows, whose shells differ. */
function byHand(spec: CommandSpec, address: Address, context: StartContext): string | undefined {
  if (process.platform === 'win32') return undefined
  const cwd = resolve(context.directory, spec.cwd ?? '.')
  const folder = relative(process.cwd(), cwd)
  const words = [
    ...variables(spec, address, context),
    ...commandWords(filledCommand(spec, { address, needs: context.needs }), cwd),
  ]
  const line = `${folder === '' ? '' : `cd ${quoted(folder)} && `}${withFile(words.join(' '), spec, context)}`
  return maskSecrets(line, spec.redact)
}

/** Has a shell read the file before the line, in a shell of its own (XCU 2.5.3 and 2.14, `set -a`). */
function withFile(line: string, { envFile, cwd = '.' }: CommandSpec, { directory }: StartContext): string {
  if (envFile === undefined) return line
  const path = relative(resolve(directory, cwd), resolve(directory, envFile))
  // Without a slash the shell would look on PATH.
  return `(set -a; . ${quoted(path.includes('/') ? path : `./${path}`)}; ${line})`
}

function variables(spec: CommandSpec, address: Address, context: StartContext): readonly string[] {
  const { host, port } = address
  const own = spec.port === 'none' ? [] : [`PORT=${port ?? 0}`, `HOST=${host}`]
  const names = namesOf(spec, address, context)
  // Test runners set it, and many servers do otherwise by it.
  const { NODE_ENV: mode } = inheritedEnvironment()
  const inherited = mode === undefined || names.includes('NODE_ENV') ? [] : [`NODE_ENV=${quoted(mode)}`]
  return [...own, ...inherited, ...names.map((name) => `${name}=…`)]
}

/** The values may be secrets. */
function namesOf(spec: CommandSpec, address: Address, context: StartContext): readonly string[] {
  try {
    const set = Object.entries(ownEnvironment(spec, address, context)).filter(([, value]) => value !== undefined)
    return set.map(([name]) => name)
  } catch {
    // The function that makes the variables fails, which is then the error.
    return []
  }
}

function commandWords(command: string | readonly string[], cwd: string): readonly string[] {
  if (typeof command === 'string') return ['sh', '-c', quoted(command)]
  const [program = '', ...args] = command
  return [programPath(program, cwd), ...args].map(quoted)
}

/** Shells look on PATH alone; a program of `node_modules/.bin`, from `cwd` upwards, comes before those. */
function programPath(program: string, cwd: string): string {
  if (program.includes('/')) return program
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', '.bin', program)
    if (existsSync(path)) return relative(cwd, path)
    if (dirname(folder) === folder) return program
  }
}

/** Quotes a word for a POSIX shell (XCU 2.2.2) if it needs that. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
