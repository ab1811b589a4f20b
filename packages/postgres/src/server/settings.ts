import type { SettingValue } from '@portside/service-kit/database'
import { logLinePrefix } from '../reset/sql-errors'

/** Settings for tests: data that is thrown away need not survive the machine, and nothing may happen by itself. */
const testSettings: Readonly<Record<string, SettingValue>> = {
  fsync: false,
  synchronous_commit: false,
  full_page_writes: false,
  // Resets read the log of changes.
  wal_level: 'replica',
  max_wal_senders: 0,
  max_wal_size: '512MB',
  checkpoint_timeout: '1h',
  autovacuum: false,
  max_connections: 200,
  jit: false,
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: false,
  // The errors of one database are shown with a failing test.
  log_line_prefix: logLinePrefix,
}

/** Settings that users cannot change. */
const ownSettings: Readonly<Record<string, SettingValue>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  logging_collector: false,
  log_destination: 'stderr',
  // In the folder of the data, not in /dev/shm, where a killed server would leave it.
  ...(process.platform === 'win32' ? {} : { dynamic_shared_memory_type: 'mmap' }),
}

/** Returns the arguments of the server for its settings. */
export function settingArguments(settings: Readonly<Record<string, SettingValue>> = {}): readonly string[] {
  const all = { ...testSettings, ...settings, ...ownSettings }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${textOf(value)}`])
}

function textOf(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return String(value)
}
