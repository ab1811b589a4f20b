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

/** The options of `mongodb()`. */
export interface MongodbOptions<Scope extends ServiceScope = ServiceScope> extends ServerOptions<Scope> {
  /** The major version that the server must have, such as 8. @default any */
  readonly version?: number
  /**
   * Settings of `mongod.conf` by their dotted names, such as `{ 'operationProfiling.mode': 'all' }`. Without a password: `{ 'security.authorization': 'disabled' }`.
   * @default those of portside for tests: a cache of 256 MB, no diagnostic data
   */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** The folder with the program `mongod`. @default `PORTSIDE_MONGODB_BIN`, the binary of `mongodb-memory-server`, `PATH`, or where packages of the system put it */
  readonly binaries?: string
}

const rules: OptionRules<MongodbOptions> = {
  version: {
    expected: 'a major version of MongoDB, such as 8',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 0,
  },
  settings: settingsRule(
    "an object of settings by dotted names, such as { 'operationProfiling.mode': 'all' }",
    /^[A-Za-z]\w*(\.\w+)*$/,
  ),
  binaries: { ...optionRules.text, expected: 'the path of the folder with `mongod`' },
  ...serverRules,
  existing: urlRule('a URL with one host, such as mongodb://user:password@host', isMongodbUrl),
}

/** The settings that portside sets itself, with the reason: by their names, or the beginnings of these. */
const ownSettings: readonly (readonly [start: string, reason: string])[] = [
  ['net.port', 'use the option `port`'],
  ['net.bindIp', 'the server listens on 127.0.0.1 alone'],
  ['net.unixDomainSocket', 'other users could connect to a socket'],
  ['storage.dbPath', 'portside makes the folder'],
  ['systemLog.destination', 'portside reads the output'],
  ['systemLog.path', 'portside reads the output'],
  ['processManagement', 'portside runs the server'],
  ['replication', 'the server is a single one'],
  ['sharding', 'the server is a single one'],
]

/** Checks the options of `mongodb()`. Throws a `TypeError` that names the option. */
export function checkMongodbOptions(options: MongodbOptions): void {
  checkOptions('mongodb()', options, rules)
  checkSettings(options.settings, (name) => {
    const [, reason] = ownSettings.find(([start]) => name === start || name.startsWith(`${start}.`)) ?? []
    return reason
  })
}

function isMongodbUrl({ protocol, hostname }: URL): boolean {
  return protocol === 'mongodb:' && hostname !== '' && !hostname.includes(',')
}
