import { acceptedStatuses, headerOf } from '../terminal/http-options'
import { durationOf, parseOptions } from '../terminal/parse-options'
import { readWaitConfig } from './wait-config'
import type { ResourceOptions } from './wait-target'

/** The options of `portside wait`. */
export interface WaitOptions extends ResourceOptions {
  readonly resources: readonly string[]
  readonly timeoutMs: number
  readonly delayMs: number
  readonly isJson: boolean
  /** True to print at once what is awaited. */
  readonly isLogged: boolean
  /** True to print each new reason why a resource is not as wanted. */
  readonly isVerbose: boolean
  /** The pause between two checks of a resource, in milliseconds. @default its own pace */
  readonly intervalMs: number | undefined
  /** How long one check may take, in milliseconds, by the kind of resource. @default 5 to 30 s */
  readonly attemptTimeoutMs: Readonly<Record<'http' | 'tcp' | 'command', number | undefined>>
}

const defaultTimeoutMs = 60_000

const options = {
  interval: { type: 'string', short: 'i' },
  simultaneous: { type: 'string', short: 's' },
  httpTimeout: { type: 'string' },
  tcpTimeout: { type: 'string' },
  timeout: { type: 'string', short: 't' },
  delay: { type: 'string', short: 'd' },
  window: { type: 'string', short: 'w' },
  reverse: { type: 'boolean', short: 'r' },
  header: { type: 'string', short: 'H', multiple: true },
  'status-codes': { type: 'string' },
  config: { type: 'string', short: 'c' },
  log: { type: 'boolean', short: 'l' },
  verbose: { type: 'boolean', short: 'v' },
  json: { type: 'boolean' },
} as const

/** Reads the arguments of `portside wait`, and its configuration file. Throws a `TypeError` that explains a wrong one. */
export async function parseWaitOptions(args: readonly string[]): Promise<WaitOptions> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const config = values.config === undefined ? {} : await readWaitConfig(values.config)
  const resources = positionals.length > 0 ? positionals : (config.resources ?? [])
  if (resources.length === 0) throw new TypeError('Expected a resource: portside wait http://localhost:3000 tcp:5432')
  const timeoutMs = durationOf('--timeout', values.timeout ?? config.timeout, 1) ?? defaultTimeoutMs
  const delayMs = durationOf('--delay', values.delay ?? config.delay) ?? 0
  if (delayMs >= timeoutMs)
    throw new TypeError(`Expected \`--delay\` to be shorter than \`--timeout\`, got ${delayMs} and ${timeoutMs} ms`)
  const codes = values['status-codes']
  checkSimultaneous(values.simultaneous ?? config.simultaneous)
  return {
    resources,
    timeoutMs,
    delayMs,
    windowMs: durationOf('--window', values.window ?? config.window),
    isReverse: values.reverse ?? config.reverse ?? false,
    headers: { ...config.headers, ...Object.fromEntries((values.header ?? []).map(headerOf)) },
    status: codes === undefined ? config.validateStatus : acceptedStatuses('--status-codes', codes),
    isJson: values.json ?? false,
    isLogged: values.log ?? config.log ?? false,
    isVerbose: values.verbose ?? config.verbose ?? false,
    intervalMs: durationOf('--interval', values.interval ?? config.interval),
    attemptTimeoutMs: {
      http: limitOf('--httpTimeout', values.httpTimeout ?? config.httpTimeout),
      tcp: limitOf('--tcpTimeout', values.tcpTimeout ?? config.tcpTimeout),
      command: limitOf('commandTimeout', config.commandTimeout),
    },
  }
}

/** Reads a limit; as with wait-on, 0 is none. */
function limitOf(name: string, value: string | number | undefined): number | undefined {
  return durationOf(name, value) || undefined
}

/** At most one connection to a resource is open at a time, which is within every limit. */
function checkSimultaneous(value: string | number | undefined): void {
  if (value !== undefined && !/^[1-9]\d*$/.test(String(value)))
    throw new TypeError(`Expected \`--simultaneous\` to be a number from 1, got '${value}'`)
}
