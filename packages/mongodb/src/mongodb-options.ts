import type { ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'

/** The value of a setting of the server. */
export type SettingValue = string | number | boolean

/** The options of `mongodb()`. */
export interface MongodbOptions<Scope extends ServiceScope = ServiceScope> {
  /** The major version that the server must have, such as 8. @default any */
  readonly version?: number
  /**
   * Settings of `mongod.conf` by their dotted names, such as `{ 'operationProfiling.mode': 'all' }`. Without a password: `{ 'security.authorization': 'disabled' }`.
   * @default those of portside for tests: a cache of 256 MB, no diagnostic data
   */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** The folder with the program `mongod`. @default `PORTSIDE_MONGODB_BIN`, the binary of `mongodb-memory-server`, `PATH`, or where packages of the system put it */
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
   * The URL of a server that is running already, such as `process.env.MONGODB_URI` in CI. If it is set, that one is used and nothing is started. Its user needs whatever rights the
   * tests need.
   */
  readonly existing?: string | undefined
}

const rules: OptionRules<MongodbOptions> = {
  version: {
    expected: 'a major version of MongoDB, such as 8',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 0,
  },
  settings: {
    expected: "an object of settings by dotted names, such as { 'operationProfiling.mode': 'all' }",
    isAccepted: isSettings,
  },
  binaries: { ...optionRules.text, expected: 'the path of the folder with `mongod`' },
  port: optionRules.port,
  scope: oneOf('run', 'worker', 'file', 'test'),
  eager: optionRules.flag,
  startTimeoutMs: optionRules.durationMs,
  existing: { expected: 'a URL with one host, such as mongodb://user:password@host', isAccepted: isMongodbUrl },
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
  for (const [name, value] of Object.entries(options.settings ?? {})) {
    const [, reason] = ownSettings.find(([start]) => name === start || name.startsWith(`${start}.`)) ?? []
    if (reason !== undefined) throw invalidArgument(`settings.${name}`, `left out: ${reason}`, value)
  }
}

function isSettings(value: unknown): boolean {
  if (!optionRules.record.isAccepted(value)) return false
  return Object.entries(value).every(
    ([name, setting]) => /^[A-Za-z]\w*(\.\w+)*$/.test(name) && ['string', 'number', 'boolean'].includes(typeof setting),
  )
}

/** Whether a value is a URL of MongoDB; an empty one counts as absent, as an unset variable of CI may be. */
function isMongodbUrl(value: unknown): boolean {
  if (value === '') return true
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'mongodb:' && hostname !== '' && !hostname.includes(',')
}
