import type { ServiceScope } from '@portside/core'
import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import {
  checkSettings,
  type ServerOptions,
  serverRules,
  settingsRule,
  type SettingValue,
  urlRule,
} from '@portside/service-kit/database'

/** The options of `redis()`. */
export interface RedisOptions<Scope extends ServiceScope = ServiceScope> extends ServerOptions<Scope> {
  /** The major version that the server must have, such as 7. @default any */
  readonly version?: number
  /** Settings of `redis.conf`, such as `{ maxmemory: '64mb' }`. @default those of portside for tests: 256 databases, nothing is written to disk */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /**
   * The folder with the program `redis-server` or `valkey-server`. @default `PORTSIDE_REDIS_BIN`, `PATH`, or where packages of the system put them
   */
  readonly binaries?: string
}

// A setting is a line of a file.
const rules: OptionRules<RedisOptions> = {
  version: {
    expected: 'a major version of Redis or Valkey, such as 7',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 0,
  },
  settings: settingsRule("an object of settings, such as { maxmemory: '64mb' }", /^[A-Za-z][\w-]*$/, /^[^\r\n]*$/),
  binaries: { ...optionRules.text, expected: 'the path of the folder with `redis-server` or `valkey-server`' },
  ...serverRules,
  existing: urlRule('a URL such as redis://:password@host', isRedisUrl),
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
  checkSettings(options.settings, (name) => {
    const plain = name.toLowerCase()
    return Object.hasOwn(ownSettings, plain) ? ownSettings[plain] : undefined
  })
}

function isRedisUrl({ protocol, hostname, pathname }: URL): boolean {
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname)
}
