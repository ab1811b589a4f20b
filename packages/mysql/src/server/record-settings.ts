import type { SettingValue } from '@portside/service-kit/database'

type Settings = Readonly<Record<string, SettingValue>>

/** The names of these begin with `performance_schema_`. What a version does not have is ignored. */
const recorded: Settings = {
  consumer_events_statements_current: true,
  consumer_events_statements_history_long: true,
}

const mariadbSizes: Settings = {
  events_statements_history_long_size: 4000,
  events_statements_history_size: 1,
  max_sql_text_length: 400,
  // More connections than the server accepts by default.
  max_thread_instances: 300,
}

/** Nothing else is recorded: that would take 80 MB of memory. */
const unrecorded = [
  'accounts_size digests_size hosts_size users_size setup_objects_size max_digest_length',
  'events_stages_history_size events_transactions_history_size events_waits_history_size',
  'events_stages_history_long_size events_transactions_history_long_size events_waits_history_long_size',
  'max_cond_classes max_file_classes max_memory_classes max_mutex_classes max_rwlock_classes',
  'max_cond_instances max_file_instances max_mutex_instances max_rwlock_instances max_socket_classes',
  'max_socket_instances max_stage_classes max_program_instances max_index_stat max_metadata_locks',
  'max_prepared_statements_instances max_table_lock_stat max_table_handles max_table_instances',
].flatMap((names) => names.split(' '))

/**
 * Returns the settings by which a server records its last statements, so that a failed test comes with its SQL errors; none if the user has settings for that.
 *
 * @see https://mariadb.com/kb/en/performance-schema-system-variables/
 */
export function recordSettings(isMariadb: boolean, ofUser: Settings): Settings {
  if (Object.keys(ofUser).some((name) => /^(loose_)?performance_schema/i.test(name))) return {}
  // MySQL has it switched on, and resets read its counters of tables.
  if (!isMariadb) return prefixed(recorded)
  const unused = Object.fromEntries(unrecorded.map((name) => [name, 0]))
  return { loose_performance_schema: true, ...prefixed({ ...recorded, ...mariadbSizes, ...unused }) }
}

function prefixed(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`loose_performance_schema_${name}`, value]),
  )
}
