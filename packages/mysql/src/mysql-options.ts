import type { ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'

/** The value of a setting of the server. */
export type SettingValue = string | number | boolean

/** The options of `mysql()`. */
export interface MysqlOptions<Scope extends ServiceScope = ServiceScope> {
  /** The version that the server must have, or its beginning: `'10.11'` and `11` are MariaDB, `8` and `'8.4'` are MySQL. @default any */
  readonly version?: number | string
  /** Settings of the server, such as `{ sql_mode: 'ANSI' }`. @default those of portside for tests: utf8mb4, UTC, little work for durability */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** The folder with the program `mariadbd` or `mysqld`. @default `PORTSIDE_MYSQL_BIN`, `PATH`, or where packages of the system put it */
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

const rules: OptionRules<MysqlOptions> = {
  version: { expected: "a version of MariaDB or MySQL, such as '10.11' or 8", isAccepted: isVersion },
  settings: { expected: "an object of settings, such as { sql_mode: 'ANSI' }", isAccepted: isSettings },
  binaries: { ...optionRules.text, expected: 'the path of the folder with `mariadbd` or `mysqld`' },
  port: optionRules.port,
  scope: oneOf('run', 'worker', 'file', 'test'),
  eager: optionRules.flag,
  startTimeoutMs: optionRules.durationMs,
  existing: { expected: 'a URL such as mysql://user:password@host/database', isAccepted: isMysqlUrl },
}

/** The settings that portside sets itself, with the reason. */
const ownSettings: Readonly<Record<string, string>> = {
  port: 'use the option `port`',
  bind_address: 'the server listens on 127.0.0.1 alone',
  skip_networking: 'the server listens on 127.0.0.1',
  extra_port: 'the server listens on one port',
  mysqlx: 'the server listens on one port',
  socket: 'other users could connect to a socket',
  user: 'portside chooses the user',
  datadir: 'portside makes the folder',
  tmpdir: 'portside makes the folder',
  init_file: 'portside makes the file',
  skip_grant_tables: 'everybody could connect',
  skip_name_resolve: 'users are recognised by their address',
  log_error: 'portside reads the output',
  defaults_file: 'no file of options is read',
  defaults_extra_file: 'no file of options is read',
}

/**
 * Checks the options of `mysql()`. Throws a `TypeError` that names the option.
 */
export function checkMysqlOptions(options: MysqlOptions): void {
  checkOptions('mysql()', options, rules)
  for (const name of Object.keys(options.settings ?? {})) {
    const plain = name
      .toLowerCase()
      .replaceAll('-', '_')
      .replace(/^loose_/, '')
    const reason = Object.hasOwn(ownSettings, plain) ? ownSettings[plain] : undefined
    if (reason !== undefined) throw invalidArgument(`settings.${name}`, `left out: ${reason}`, options.settings?.[name])
  }
}

/** Whether a value is a version. The number 10.11 is that of 10.110, too. */
function isVersion(value: unknown): boolean {
  return Number.isInteger(value) ? Number(value) > 4 : typeof value === 'string' && /^\d+(\.\d+){0,2}$/.test(value)
}

function isSettings(value: unknown): boolean {
  if (!optionRules.record.isAccepted(value)) return false
  return Object.entries(value).every(
    ([name, setting]) => /^[A-Za-z][\w.-]*$/.test(name) && ['string', 'number', 'boolean'].includes(typeof setting),
  )
}

/** Whether a value is a URL of MySQL or MariaDB; an empty one counts as absent, as an unset variable of CI may be. */
function isMysqlUrl(value: unknown): boolean {
  if (value === '') return true
  return typeof value === 'string' && URL.canParse(value) && /^(mysql|mariadb):$/.test(new URL(value).protocol)
}
