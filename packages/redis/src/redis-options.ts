import type { ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'

/** The value of a setting of the server. */
export type SettingValue = string | number | boolean

/** The options of `redis()`. */
export interface RedisOptions<Scope extends ServiceScope = ServiceScope> {
  /** The major version that the server must have, such as 7. @default any */
  readonly version?: number
  /** Settings of `redis.conf`, such as `{ maxmemory: '64mb' }`. @default those of portside for tests: 256 databases, nothing is written to disk */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /**
   * The folder with the program `redis-server` or `valkey-server`. @default `PORTSIDE_REDIS_BIN`, `PATH`, or where packages of the system put them
   */
  readonly binaries?: string
  /** The port. @default a port that nobody else can take */
  readonly port?: number
  /** How long one instance lives. @default 'run' */
  readonly scope?: Scope
  /** Whether a run starts the server early, in the background; requires the scope `'run'`. @default false */
  readonly eager?: boolean
  /** How long the server may take to become ready, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
  /**
   * The URL of a server that is running already, such as `process.env.REDIS_URL` in CI. If it is set, that one is used and nothing is started.
   */
  readonly existing?: string | undefined
}

const rules: OptionRules<RedisOptions> = {
  version: {
    expected: 'a major version of Redis or Valkey, such as 7',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 0,
  },
  settings: { expected: "an object of settings, such as { maxmemory: '64mb' }", isAccepted: isSettings },
  binaries: { ...optionRules.text, expected: 'the path of the folder with `redis-server` or `valkey-server`' },
  port: optionRules.port,
  scope: oneOf('run', 'worker', 'file', 'test'),
  eager: optionRules.flag,
  startTimeoutMs: optionRules.durationMs,
  existing: { expected: 'a URL such as redis://:password@host', isAccepted: isRedisUrl },
}

/** The settings that portside sets itself, with the reason. */
const ownSettings: Readonly<Record<string, string>> = {
  port: 'use the option `port`',
  'tls-port': 'the server listens on its one port alone',
  bind: 'the server listens on 127.0.0.1 alone',
  'protected-mode': 'the server listens on 127.0.0.1 alone',
  unixsocket: 'other users could connect to a socket',
  requirepass: 'portside chooses the password',
  user: 'portside writes the access control list',
  aclfile: 'portside writes the access control list',
  dir: 'portside makes the folder',
  daemonize: 'portside runs the server',
  supervised: 'portside runs the server',
  pidfile: 'portside runs the server',
  logfile: 'portside reads the output',
  'syslog-enabled': 'portside reads the output',
}

/** Checks the options of `redis()`. Throws a `TypeError` that names the option. */
export function checkRedisOptions(options: RedisOptions): void {
  checkOptions('redis()', options, rules)
  for (const name of Object.keys(options.settings ?? {})) {
    const reason = Object.hasOwn(ownSettings, name.toLowerCase()) ? ownSettings[name.toLowerCase()] : undefined
    if (reason !== undefined) throw invalidArgument(`settings.${name}`, `left out: ${reason}`, shown(name, options))
  }
}

/** A password is not shown. */
function shown(name: string, { settings }: RedisOptions): unknown {
  return /pass|auth/i.test(name) ? '****' : settings?.[name]
}

function isSettings(value: unknown): boolean {
  if (!optionRules.record.isAccepted(value)) return false
  return Object.entries(value).every(([name, setting]) => /^[A-Za-z][\w-]*$/.test(name) && isSetting(setting))
}

/** A setting is a line of a file. */
function isSetting(value: unknown): boolean {
  return typeof value === 'string' ? !/[\r\n]/.test(value) : ['number', 'boolean'].includes(typeof value)
}

/** Whether a value is a URL of Redis; an empty one counts as absent, as an unset variable of CI may be. */
function isRedisUrl(value: unknown): boolean {
  if (value === '') return true
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, hostname, pathname } = new URL(value)
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname)
}
