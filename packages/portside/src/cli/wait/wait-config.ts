import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { invalidArgument } from '@portside/errors'
import { loginHeader } from '@portside/internal'

/** A configuration file of wait-on, as far as it counts here. */
export interface WaitConfig {
  readonly resources?: readonly string[]
  readonly timeout?: number
  readonly delay?: number
  readonly window?: number
  readonly reverse?: boolean
  readonly log?: boolean
  readonly verbose?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly validateStatus?: (status: number) => boolean
  readonly interval?: number
  readonly simultaneous?: number
  readonly httpTimeout?: number
  readonly tcpTimeout?: number
  readonly commandTimeout?: number
}

const taken: ReadonlySet<string> = new Set([
  'resources', 'timeout', 'delay', 'window', 'reverse', 'log', 'verbose', 'headers', 'auth', 'validateStatus',
  'interval', 'simultaneous', 'httpTimeout', 'tcpTimeout', 'commandTimeout',
]) // prettier-ignore

/** No proxy is ever used, no redirect followed, and no certificate checked: these options can only ask for that. */
const off: ReadonlySet<string> = new Set(['proxy', 'followRedirect', 'strictSSL'])

/** The expected value of each option; the times are checked when they are read. */
const shapes: Readonly<Record<string, readonly [expectation: string, isRight: (value: unknown) => boolean]>> = {
  resources: ['a list of resources', (value) => Array.isArray(value) && value.every((one) => typeof one === 'string')],
  headers: ['a record of texts', (value) => isRecord(value) && Object.values(value).every(isText)],
  auth: ['a record with `username` and `password`', isRecord],
  validateStatus: ['a function', (value) => typeof value === 'function'],
}

/**
 * Reads a configuration file of wait-on, JSON or JavaScript. Throws a `TypeError` when it cannot be read, or sets an option that is not supported
 * here.
 */
export async function readWaitConfig(file: string): Promise<WaitConfig> {
  const given = await load(file)
  for (const [name, value] of Object.entries(given)) {
    const [expectation, isRight] = shapes[name] ?? []
    if (isRight?.(value) === false) throw invalidArgument(`${name} in ${file}`, expectation ?? '', value)
    if (taken.has(name) || (off.has(name) && value === false)) continue
    throw new TypeError(`Expected no \`${name}\` in ${file}: portside wait does not have it`)
  }
  const { auth, ...rest } = given as WaitConfig & { readonly auth?: Login }
  return {
    ...rest,
    headers: { ...loginOf(auth), ...rest.headers },
  }
}

interface Login {
  readonly username?: string
  readonly password?: string
}

async function load(file: string): Promise<object> {
  const path = resolve(file)
  if (!existsSync(path)) throw new TypeError(`Expected \`--config\` to be a file, got ${file}, which is not there`)
  try {
    const loaded: unknown = path.endsWith('.json') ? JSON.parse(await readFile(path, 'utf8')) : await exportOf(path)
    if (isRecord(loaded)) return loaded
  } catch (cause) {
    throw new TypeError(
      `Cannot read ${file} (\`--config\`): ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
  throw new TypeError(`Expected ${file} to have an object of options`)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function exportOf(path: string): Promise<unknown> {
  return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
}

/** Basic authentication (RFC 7617). */
function loginOf(login: Login | undefined): Readonly<Record<string, string>> {
  if (login === undefined) return {}
  const { username = '', password = '' } = login
  return loginHeader(username, password)
}
