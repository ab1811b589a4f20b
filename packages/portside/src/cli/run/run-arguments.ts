import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Options } from '../terminal/command'
import { parseOptions } from '../terminal/parse-options'
import { type InlineService, inlineService, type Variables, variableOf, withOwnVariables } from './inline-service'
import { isServiceOption, serviceOptions } from './service-options'

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
  /** The variables of the command. */
  readonly env: Variables
  /** Its variables that files have. */
  readonly fileVariables: Variables
}

/** The options of `portside run`. */
export const runOptions = {
  service: {
    type: 'string',
    short: 's',
    multiple: true,
    value: '<[name=]command>',
    help: 'A service to start; may be given several times. NAME=value in front of the command is a variable; npm:<script> runs a script of package.json',
  },
  ...serviceOptions,
  services: { type: 'string', value: '<file>', help: 'The services file' },
  'show-output': { type: 'boolean', help: 'Print what services write, as name | line, to standard error' },
  output: {
    type: 'string',
    value: '<folder>',
    help: 'Keep the whole output of each service in a folder of this run in that one, secrets masked (default: for as long as the run lasts)',
  },
  json: { type: 'boolean', help: 'Print events as JSON, a line each, to standard error' },
} as const satisfies Options

/** Reads the arguments of `portside run`. Throws a `TypeError` that explains a wrong one. */
export function parseRunArguments(args: readonly string[]): RunArguments {
  const end = args.indexOf('--')
  const command = end === -1 ? [] : args.slice(end + 1)
  if (command.length === 0)
    throw new TypeError('Expected a command to run after `--`: portside run -s "node server.js" -- npm test')
  const { values, tokens } = parseOptions({
    args: args.slice(0, end),
    options: runOptions,
    tokens: true,
    allowPositionals: false,
  })
  const given = tokens
    .filter((token) => token.kind === 'option')
    .reduce(withOption, { services: [], env: {}, fileVariables: {} })
  const services = given.services.map(withOwnVariables)
  if (services.length > 0 && values.services !== undefined)
    throw new TypeError('Expected either `-s` or `--services`, got both')
  const { services: file, output: outputFolder, 'show-output': isOutputShown = false, json: isJson = false } = values
  if (outputFolder === '') throw new TypeError('Expected `--output` to be a folder, got nothing')
  const { env, fileVariables } = given
  return { services, file, isJson, outputFolder, isOutputShown, command, env, fileVariables }
}

interface Option {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

/** The services so far, and the variables of the command. */
interface Read {
  readonly services: readonly InlineService[]
  readonly env: Variables
  readonly fileVariables: Variables
}

/** Adds a service, or adds an option to the last one. */
function withOption(read: Read, { name, rawName, value = '' }: Option): Read {
  const { services } = read
  if (name === 'service') return { ...read, services: [...services, inlineService(value, services)] }
  if (!isServiceOption(name)) return read
  const last = services.at(-1)
  if (last === undefined) return withOptionOfCommand(read, { name, rawName, value })
  const added = serviceOptions[name].read({ option: rawName, value }, last)
  return { ...read, services: [...services.slice(0, -1), { ...last, ...added }] }
}

/** Adds an option that comes before all services. */
function withOptionOfCommand(read: Read, { name, rawName, value = '' }: Option): Read {
  if (name === 'env') return { ...read, env: { ...read.env, ...variableOf(value) } }
  if (name === 'env-file') return { ...read, fileVariables: { ...read.fileVariables, ...variablesIn(rawName, value) } }
  throw new TypeError(`Expected \`${rawName}\` to come after the \`-s\` that it belongs to`)
}

function variablesIn(option: string, file: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Variables
  } catch (cause) {
    const { message } = cause as Error
    throw new TypeError(`Expected \`${option}\` to be a file that can be read, got '${file}' (${message})`, { cause })
  }
}
