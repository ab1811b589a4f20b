import { durationOf, parseOptions } from '../terminal/parse-options'

/** The arguments of `portside run`. */
export interface RunArguments {
  readonly services: readonly InlineService[]
  readonly file: string | undefined
  readonly isJson: boolean
  /** The folder in which the output of services is kept. */
  readonly outputFolder: string | undefined
  /** True to print the output of services. */
  readonly isOutputShown: boolean
  /** The command and its arguments. */
  readonly command: readonly string[]
}

/** A service of the command line: `-s` and the options that follow it. */
export interface InlineService {
  readonly name: string
  readonly command: string
  readonly ready?: string
  readonly port?: number
  readonly protocol?: 'http' | 'https'
  readonly timeoutMs?: number
}

const runOptions = {
  services: { type: 'string' },
  output: { type: 'string' },
  'show-output': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

const options = {
  ...runOptions,
  service: { type: 'string', short: 's', multiple: true },
  ready: { type: 'string', multiple: true },
  port: { type: 'string', multiple: true },
  protocol: { type: 'string', multiple: true },
  timeout: { type: 'string', multiple: true },
} as const

/** Reads the arguments of `portside run`. Throws a `TypeError` that explains a wrong one. */
export function parseRunArguments(args: readonly string[]): RunArguments {
  const end = args.indexOf('--')
  const command = end === -1 ? [] : args.slice(end + 1)
  if (command.length === 0)
    throw new TypeError('Expected a command to run after `--`: portside run -s "node server.js" -- npm test')
  const { values, tokens } = parseOptions({ args: args.slice(0, end), options, tokens: true, allowPositionals: false })
  const services = tokens.reduce<InlineService[]>(
    (list, token) => (token.kind === 'option' ? withOption(list, token) : list),
    [],
  )
  if (services.length > 0 && values.services !== undefined)
    throw new TypeError('Expected either `-s` or `--services`, got both')
  const { services: file, output: outputFolder, 'show-output': isOutputShown = false, json: isJson = false } = values
  if (outputFolder === '') throw new TypeError('Expected `--output` to be a folder, got nothing')
  return { services, file, isJson, outputFolder, isOutputShown, command }
}

interface Option {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

/** Adds a service, or adds an option to the last one. */
function withOption(services: InlineService[], { name, rawName, value = '' }: Option): InlineService[] {
  if (name in runOptions) return services
  if (name === 'service') return [...services, namedService(value, services)]
  const last = services.at(-1)
  if (last === undefined) throw new TypeError(`Expected \`${rawName}\` to come after the \`-s\` that it belongs to`)
  return [...services.slice(0, -1), { ...last, ...optionOf(name, rawName, value) }]
}

function optionOf(name: string, rawName: string, value: string): Partial<InlineService> {
  if (name === 'ready') return { ready: value }
  if (name === 'port') return { port: portOf(rawName, value) }
  if (name === 'protocol') return { protocol: protocolOf(rawName, value) }
  return { timeoutMs: durationOf(rawName, value, 1) ?? 0 }
}

function protocolOf(option: string, value: string): 'http' | 'https' {
  if (value === 'http' || value === 'https') return value
  throw new TypeError(`Expected \`${option}\` to be http or https, got '${value}'`)
}

function portOf(option: string, value: string): number {
  const port = /^\d+$/.test(value) ? Number(value) : 0
  if (port > 0 && port < 65_536) return port
  throw new TypeError(`Expected \`${option}\` to be a number from 1 to 65535, got '${value}'`)
}

function namedService(value: string, others: readonly InlineService[]): InlineService {
  const [, name, command] = /^([a-z][A-Za-z0-9]*)=(.+)$/s.exec(value) ?? []
  const service = { name: name ?? freeName(others), command: command ?? value }
  if (others.some((other) => other.name === service.name))
    throw new TypeError(`Expected each service to have a name of its own, got two of '${service.name}'`)
  return service
}

function freeName(others: readonly InlineService[]): string {
  return others.length === 0 ? 'service' : `service${others.length + 1}`
}
