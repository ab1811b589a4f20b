import type { Options } from '../terminal/command'
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

/** The options of `portside wait`. */
export const waitOptions = {
  timeout: {
    type: 'string',
    short: 't',
    value: '<time>',
    help: 'How long to wait for all of them, the delay included (default: 60s)',
  },
  delay: { type: 'string', short: 'd', value: '<time>', help: 'How long to wait before the first look (default: 0)' },
  window: {
    type: 'string',
    short: 'w',
    value: '<time>',
    help: 'How long each must stay there without a break (default: not at all; a file must not have changed for 750ms)',
  },
  reverse: {
    type: 'boolean',
    short: 'r',
    help: 'Wait until they are gone: nobody takes connections there (HTTP: or the answer is another one), the file does not exist, the command fails',
  },
  header: {
    type: 'string',
    short: 'H',
    multiple: true,
    value: '<name: value>',
    help: 'A header of HTTP requests; may be given several times',
  },
  'status-codes': {
    type: 'string',
    value: '<list>',
    help: 'The HTTP statuses that count, such as 200-299,404 (default: 200-399)',
  },
  interval: {
    type: 'string',
    short: 'i',
    value: '<time>',
    help: 'The pause between two looks (default: its own pace)',
  },
  httpTimeout: { type: 'string', value: '<time>', help: 'How long one HTTP request may take (default: 5s to 30s)' },
  tcpTimeout: { type: 'string', value: '<time>', help: 'How long one connection may take (default: 1.5s)' },
  simultaneous: {
    type: 'string',
    short: 's',
    value: '<count>',
    help: 'How many connections to one may be open at once (never more than one is)',
  },
  config: {
    type: 'string',
    short: 'c',
    value: '<file>',
    help: 'A configuration of wait-on (.json, .js): what stands here too counts as here',
  },
  log: { type: 'boolean', short: 'l', help: 'Say at once what is waited for' },
  verbose: { type: 'boolean', short: 'v', help: 'Say also each new reason why one is not as wanted' },
  json: { type: 'boolean', help: 'Print how it ended as JSON' },
} as const satisfies Options

/** Reads the arguments of `portside wait`, and its configuration file. Throws a `TypeError` that explains a wrong one. */
export async function parseWaitOptions(args: readonly string[]): Promise<WaitOptions> {
  const { values, positionals } = parseOptions({ args: [...args], options: waitOptions, allowPositionals: true })
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
