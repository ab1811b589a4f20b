import type { SettingValue } from '@portside/service-kit/database'
import { recordSettings } from './record-settings'

type Settings = Readonly<Record<string, SettingValue>>

/** The size of the log of changes; a data folder is initialised with the same. */
export const logFileSize = '16M'

/** Settings for tests: data that is thrown away need not survive the machine, and text and times are the same on every one. */
const testSettings: Settings = {
  character_set_server: 'utf8mb4',
  default_time_zone: '+00:00',
  max_connections: 200,
  // Written at each commit, for a server that is killed and restarted, and not flushed to the disk.
  innodb_flush_log_at_trx_commit: 2,
  innodb_doublewrite: false,
  // Nothing but the log is written when it stops.
  innodb_fast_shutdown: 2,
  innodb_buffer_pool_dump_at_shutdown: false,
  innodb_buffer_pool_load_at_startup: false,
}

/** Resets ask which tables have changed. */
const mariadbSettings: Settings = { userstat: true, debug_no_sync: true, innodb_log_file_size: logFileSize }

/**
 * MySQL has another protocol with a port of its own unless it is switched off, and wants a folder for files that users write. What a version does not have is ignored.
 */
const mysqlSettings: Settings = { loose_mysqlx: false, secure_file_priv: '' }

/** Settings that users cannot change. No socket of files: other users could connect to it. */
const ownSettings: Settings = { bind_address: '127.0.0.1', socket: '', skip_name_resolve: true }

/** The folders and files of one server. */
export interface ServerPaths {
  readonly data: string
  readonly temporary: string
  /** The statements that the server runs before it accepts connections. */
  readonly initFile: string
  readonly base: string | undefined
}

/** Returns the arguments of a server. It reads no file of options: those of systems point to folders and ports of their own. */
export function serverArguments(
  { data, temporary, initFile, base }: ServerPaths,
  isMariadb: boolean,
  settings: Settings = {},
): readonly string[] {
  const paths: Settings = {
    datadir: data,
    tmpdir: temporary,
    init_file: initFile,
    ...(base !== undefined && { basedir: base }),
  }
  const product = isMariadb ? mariadbSettings : mysqlSettings
  const records = recordSettings(isMariadb, named(settings))
  // MySQL has a log for replicas.
  const flags = isMariadb ? [] : ['--skip-log-bin']
  const all = { ...testSettings, ...product, ...records, ...named(settings), ...ownSettings, ...paths }
  return ['--no-defaults', ...flags, ...Object.entries(all).map(([name, value]) => `--${name}=${textOf(value)}`)]
}

/** Settings that a data folder has from its first moment on: a server refuses to start with other ones, or ignores them. */
const initialSettings = new Set([
  'innodb_checksum_algorithm',
  'innodb_data_file_path',
  'innodb_page_size',
  'innodb_undo_tablespaces',
  'lower_case_table_names',
])

/** Returns the settings of the user's that matter when a data folder is initialised, as arguments, sorted. */
export function initialArguments(settings: Settings = {}): readonly string[] {
  return argumentsOf(Object.fromEntries(Object.entries(named(settings)).filter(([name]) => initialSettings.has(name))))
}

/** Returns settings as arguments, sorted: databases that are made under others may have other contents. */
export function sortedArguments(settings: Settings = {}): readonly string[] {
  return argumentsOf(named(settings))
}

function argumentsOf(settings: Settings): readonly string[] {
  return Object.entries(settings)
    .map(([name, value]) => `--${name}=${textOf(value)}`)
    .sort()
}

/** The server takes `-` for `_` in names. */
function named(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name.replaceAll('-', '_'), value]))
}

function textOf(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'ON' : 'OFF'
  return String(value)
}
