// The settings of ALTER DATABASE, and those of ALTER ROLE for one database, which CREATE DATABASE does not copy.
import type { QueryFunction } from '../postgres-address'

/** A setting of a database. */
export interface TemplateSetting extends Record<string, unknown> {
  /** The role whose sessions have it, as the beginning of a clause; empty for all sessions. */
  readonly owner: string
  /** Its name and its value, quoted. */
  readonly assignment: string
}

/** The settings whose values are lists of quoted names, as pg_dump knows them (`variable_is_guc_list_quote`): each name is a value of its own. */
const lists = [
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]

const names = `select string_agg(quote_literal(coalesce(replace(name[1], '""', '"'), name[2])), ', ')
  from regexp_matches(value, '"((?:[^"]|"")*)"|([^,"[:space:]]+)', 'g') as name`

const settings = `
  select coalesce('role ' || quote_ident(r.rolname) || ' in ', '') as owner,
    quote_ident(name) || ' to ' || case when lower(name) = any($2::text[]) then coalesce((${names}), quote_literal('')) else quote_literal(value) end as assignment
  from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) as setting,
    lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value) as parts
  where d.datname = $1`

/** Reads the settings of a template. */
export function readSettings(template: string, query: QueryFunction): Promise<readonly TemplateSetting[]> {
  return query<TemplateSetting>(settings, [template, `{${lists.join(',')}}`])
}

/** Returns the statements that give settings to a database. They are not tried in this session: this one may not have the role that `role` names. */
export function settingStatements(found: readonly TemplateSetting[], database: string): string {
  return found.map(({ owner, assignment }) => `alter ${owner}database ${database} set ${assignment}`).join('; ')
}
