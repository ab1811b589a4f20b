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

/** The options of `mysql()`. */
export interface MysqlOptions<Scope extends ServiceScope = ServiceScope> extends ServerOptions<Scope> {
  /** The version that the server must have, or its beginning: `'10.11'` and `11` are MariaDB, `8` and `'8.4'` are MySQL. @default any */
  readonly version?: number | string
  /** Settings of the server, such as `{ sql_mode: 'ANSI' }`. @default those of portside for tests: utf8mb4, UTC, little work for durability */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** The folder with the program `mariadbd` or `mysqld`. @default `PORTSIDE_MYSQL_BIN`, `PATH`, or where packages of the system put it */
  readonly binaries?: string
}

const rules: OptionRules<MysqlOptions> = {
  version: { expected: "a version of MariaDB or MySQL, such as '10.11' or 8", isAccepted: isVersion },
  settings: settingsRule("an object of settings, such as { sql_mode: 'ANSI' }", /^[A-Za-z][\w.-]*$/),
  binaries: { ...optionRules.text, expected: 'the path of the folder with `mariadbd` or `mysqld`' },
  ...serverRules,
  existing: urlRule('a URL such as mysql://user:password@host/database', ({ protocol }) =>
    /^(mysql|mariadb):$/.test(protocol),
  ),
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
  checkSettings(options.settings, (name) => {
    const plain = name
      .toLowerCase()
      .replaceAll('-', '_')
      .replace(/^loose_/, '')
    return Object.hasOwn(ownSettings, plain) ? ownSettings[plain] : undefined
  })
}

/** Whether a value is a version. The number 10.11 is that of 10.110, too. */
function isVersion(value: unknown): boolean {
  return Number.isInteger(value) ? Number(value) > 4 : typeof value === 'string' && /^\d+(\.\d+){0,2}$/.test(value)
}
