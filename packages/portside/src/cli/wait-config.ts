import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

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
  /** The options that change nothing here. */
  readonly idle: readonly string[]
}

const taken: ReadonlySet<string> = new Set([
  'resources', 'timeout', 'delay', 'window', 'reverse', 'log', 'verbose', 'headers', 'auth', 'validateStatus',
]) // prettier-ignore

/** No proxy is ever asked, no redirect followed, and no certificate checked. */
const idle: ReadonlySet<string> = new Set([
  'interval', 'simultaneous', 'httpTimeout', 'tcpTimeout', 'commandTimeout', 'proxy', 'followRedirect',
]) // prettier-ignore

/** Reads a configuration file of wait-on, JSON or JavaScript. Throws a `TypeError` when it cannot be read, or asks for what is not done here. */
export async function readWaitConfig(file: string): Promise<WaitConfig> {
  const given = await load(file)
  for (const [name, value] of Object.entries(given)) {
    if (taken.has(name) || idle.has(name) || (name === 'strictSSL' && value === false)) continue
    throw new TypeError(`Expected no \`${name}\` in ${file}: portside wait does not have it`)
  }
  const { auth, ...rest } = given as WaitConfig & { readonly auth?: Login }
  return {
    ...rest,
    headers: { ...loginOf(auth), ...rest.headers },
    idle: Object.keys(given).filter((name) => idle.has(name)),
  }
}

interface Login {
  readonly username?: string
  readonly password?: string
}

async function load(file: string): Promise<object> {
  const path = resolve(file)
  try {
    const loaded: unknown = path.endsWith('.json') ? JSON.parse(await readFile(path, 'utf8')) : await exportOf(path)
    if (typeof loaded === 'object' && loaded !== null && !Array.isArray(loaded)) return loaded
  } catch (cause) {
    throw new TypeError(`Cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  throw new TypeError(`Expected ${file} to have an object of options`)
}

async function exportOf(path: string): Promise<unknown> {
  return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
}

/** Basic authentication (RFC 7617). */
function loginOf(login: Login | undefined): Readonly<Record<string, string>> {
  if (login === undefined) return {}
  const { username = '', password = '' } = login
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}
