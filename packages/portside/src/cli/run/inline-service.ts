import { parseCommandLine } from '@portside/process'
import { inOptionWords } from './option-words'

/** A service of the command line: `-s` and the options that follow it. */
export interface InlineService {
  readonly name: string
  /** The command line, without variables in front of it. */
  readonly command: string
  readonly ready?: string
  readonly port?: number | 'none' | 'discover'
  readonly host?: '127.0.0.1' | '::1'
  readonly protocol?: 'http' | 'https'
  readonly expose?: 'warn' | 'narrow' | 'error' | 'allow'
  readonly timeoutMs?: number
  readonly cwd?: string
  readonly isShell?: boolean
  readonly envFile?: string
  /** The ports that its code asks for and gets its own for. */
  readonly remap?: Readonly<Record<number, 'lease'>>
  readonly env?: Variables
  /** The statuses with which its path counts as ready. */
  readonly status?: (status: number) => boolean
  /** The headers with which its path is requested. */
  readonly headers?: Variables
}

/** Names and their values. */
export type Variables = Readonly<Record<string, string>>

/** Reads the value of `-s`: a command line, perhaps with a name in front of it. */
export function inlineService(value: string, others: readonly InlineService[]): InlineService {
  checkName(value)
  const [, name, command] = /^([a-z][A-Za-z0-9]*)=(.+)$/s.exec(value) ?? []
  const service = { name: name ?? freeName(others), command: command ?? value }
  if (others.some((other) => other.name === service.name))
    throw new TypeError(`Expected each service to have a name of its own, got two of '${service.name}'`)
  return service
}

/** No variable has a hyphen in its name, so that such words are meant to name a service. */
function checkName(value: string): void {
  const [, given, command = ''] = /^([A-Za-z][\w-]*-[\w-]*)=(.*)$/s.exec(value) ?? []
  if (given === undefined) return
  const name = given.replaceAll(/[-_]+(\w?)/g, (_, letter: string) => letter.toUpperCase())
  const allowed = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  throw new TypeError(
    `Expected the name of a service to be a small letter, then letters and digits, got '${given}': write \`${allowed}=${command}\``,
  )
}

function freeName(others: readonly InlineService[]): string {
  return others.length === 0 ? 'service' : `service${others.length + 1}`
}

/** A variable in front of a command, as in shells (POSIX, XCU 2.9.1). */
const assignment = /^\s*([A-Za-z_]\w*)=((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])*)\s+(?=\S)/s

/** Moves the variables in front of a command line, as in `NODE_ENV=test node server.js`, to those of the service; a shell reads them itself. */
export function withOwnVariables(service: InlineService): InlineService {
  const [text, name, value] = (service.isShell ? undefined : assignment.exec(service.command)) ?? []
  if (text === undefined || name === undefined || value === undefined) return service
  const [plain = ''] = value === '' ? [] : inOptionWords(() => parseCommandLine(value))
  const command = service.command.slice(text.length)
  return withOwnVariables({ ...service, command, env: { ...variable(name, plain), ...service.env } })
}

/** Reads the value of `--env`: `NAME=value`. Throws a `TypeError` for anything else. */
export function variableOf(text: string): Variables {
  const [, name, value] = /^([^=\0]+)=([^\0]*)$/s.exec(text) ?? []
  // The value may be a secret.
  if (name === undefined || value === undefined)
    throw new TypeError(
      `Expected \`--env\` to be NAME=value, got ${/^\w*$/.test(text) ? `'${text}'` : 'something else'}`,
    )
  return { [name]: value }
}

/** Returns a variable of a service. Throws a `TypeError` for PORT, which portside sets. */
export function variable(name: string, value: string): Variables {
  if (name !== 'PORT') return { [name]: value }
  throw new TypeError(
    `Expected a service to get PORT from portside: write \`--port ${value}\` instead of PORT=${value}`,
  )
}
