import type { Option } from '../terminal/command'
import { acceptedStatuses, headerOf } from '../terminal/http-options'
import { durationOf } from '../terminal/parse-options'
import { type InlineService, variable, variableOf } from './inline-service'

/** An option of a service, and what it adds to the service. */
export interface ServiceOption extends Option {
  readonly multiple: true
  readonly read: (given: Given, service: InlineService) => Partial<InlineService>
}

/** An option of the command line with its value. */
export interface Given {
  /** The option as it was written. */
  readonly option: string
  readonly value: string
}

function text(value: string, help: string, read: ServiceOption['read']): ServiceOption & { readonly type: 'string' } {
  return { type: 'string', multiple: true, value, help, read }
}

/** The options of the `-s` before them, in the order of the help. */
export const serviceOptions = {
  ready: text(
    '<what>',
    'When it is ready: a path such as /health, a resource such as tcp:127.0.0.1:5432 or file:ready.txt, log:<pattern> of its output, or grpc:[service] (default: it listens on its port)',
    ({ value }) => ({ ready: value }),
  ),
  status: text(
    '<list>',
    'The HTTP statuses of the path that count, such as 200-299,404 (default: 200-399)',
    ({ option, value }) => ({ status: acceptedStatuses(option, value) }),
  ),
  header: text(
    '<name: value>',
    'A header of the request of the path; may be given several times',
    ({ value }, { headers }) => ({
      headers: { ...headers, ...Object.fromEntries([headerOf(value)]) },
    }),
  ),
  port: text(
    '<number>',
    'Its port (default: a free one, in PORT and {port}); none if it does not listen, discover if it picks one',
    ({ option, value }) => ({ port: portOf(option, value) }),
  ),
  host: text('<address>', 'Its address: 127.0.0.1 (default) or ::1', ({ option, value }) => ({
    host: oneOf(option, value, ['127.0.0.1', '::1']),
  })),
  protocol: text(
    '<http|https>',
    'The scheme of its URL, and how a path is requested (default: http)',
    ({ option, value }) => ({ protocol: oneOf(option, value, ['http', 'https']) }),
  ),
  env: text(
    '<NAME=value>',
    'A variable; {api.url} in it is the address of the service api, which is then started first. Before the first -s: a variable of the command',
    ({ value }, { env }) => ({ env: { ...env, ...serviceVariable(value) } }),
  ),
  'env-file': text(
    '<file>',
    'A file of NAME=value lines, read before --env. Before the first -s: of the command',
    ({ option, value }) => ({
      envFile: filled(option, value, 'a file'),
    }),
  ),
  cwd: text('<folder>', 'Its working directory (default: this one)', ({ option, value }) => ({
    cwd: filled(option, value, 'a folder'),
  })),
  shell: {
    type: 'boolean',
    multiple: true,
    help: 'Run its command line in a shell',
    read: () => ({ isShell: true }),
  },
  expose: text(
    '<how>',
    'If it listens on every interface: warn (default), narrow (to loopback, Node.js only), error or allow',
    ({ option, value }) => ({ expose: oneOf(option, value, ['warn', 'narrow', 'error', 'allow']) }),
  ),
  remap: text(
    '<port>',
    'A port in its code, in the place of which it gets its own (Node.js only); may be given several times',
    ({ option, value }, { remap }) => ({ remap: { ...remap, [remappedPort(option, value)]: 'lease' } }),
  ),
  timeout: text(
    '<time>',
    'How long it may take to be ready, in milliseconds, or such as 30s or 5m (default: 60s)',
    ({ option, value }) => ({ timeoutMs: durationOf(option, value, 1) ?? 0 }),
  ),
} as const satisfies Readonly<Record<string, ServiceOption>>

/** Returns whether an option belongs to the `-s` before it. */
export function isServiceOption(name: string): name is keyof typeof serviceOptions {
  return Object.hasOwn(serviceOptions, name)
}

function serviceVariable(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variableOf(text)).flatMap(([name, value]) => Object.entries(variable(name, value))),
  )
}

function oneOf<const Word extends string>(option: string, value: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === value)
  if (word !== undefined) return word
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  throw new TypeError(`Expected \`${option}\` to be ${list}, got '${value}'`)
}

function filled(option: string, value: string, expected: string): string {
  if (value !== '') return value
  throw new TypeError(`Expected \`${option}\` to be ${expected}, got nothing`)
}

function remappedPort(option: string, value: string): number {
  const port = numberOf(value)
  if (port !== undefined) return port
  throw new TypeError(`Expected \`${option}\` to be a number from 1 to 65535, got '${value}'`)
}

function numberOf(value: string): number | undefined {
  const port = /^\d+$/.test(value) ? Number(value) : 0
  return port > 0 && port < 65_536 ? port : undefined
}

function portOf(option: string, value: string): number | 'none' | 'discover' {
  if (value === 'none' || value === 'discover') return value
  const port = numberOf(value)
  if (port !== undefined) return port
  throw new TypeError(`Expected \`${option}\` to be a number from 1 to 65535, none or discover, got '${value}'`)
}
