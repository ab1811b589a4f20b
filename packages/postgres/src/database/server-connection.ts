// The connections of this process to servers, and the databases that are made ahead of need on each.
import { randomBytes } from 'node:crypto'
import { sharedConnection } from '@portside/service-kit'
import { type Client, openClient } from '../client'
import { firstRow } from '../first-row'
import type { PostgresAddress } from '../postgres-address'
import { dropDatabase } from './template'

/** The most databases that are made ahead of need, for one template. */
const maxAhead = 4

/** The connection of this process to a server, by which databases are made and dropped. It stays open, without keeping the process alive, until the server stops. */
export interface ServerConnection {
  readonly admin: Client
  /** The templates that this process knows to be there, by their keys. */
  readonly templates: Map<string, string>
  /** Makes a database like a template, or empty, and returns its name. With `isAhead`, further ones are made ahead of need. */
  readonly clone: (template: string | undefined, isAhead: boolean) => Promise<string>
  /** Drops a database. */
  readonly drop: (name: string) => Promise<void>
}

/** Returns the connection to a server. */
export function connectionTo(address: PostgresAddress): Promise<ServerConnection> {
  return sharedConnection('postgres', address, () => openConnection(address))
}

async function openConnection(address: PostgresAddress): Promise<ServerConnection> {
  const admin = await openClient(address, { max: 3, hasArrays: false, name: 'portside' })
  const { version } = await firstRow(
    admin.query<{ version: number }>("select current_setting('server_version_num')::int as version"),
  )
  const strategy = version >= 150_000 ? ' strategy file_copy' : ''
  const aheadOf = new Map<string, Promise<string>[]>()
  const settled = new Map<string, boolean>()
  return { admin, templates: new Map(), clone, drop: (name) => dropDatabase(name, admin) }

  async function clone(template: string | undefined, isAhead: boolean): Promise<string> {
    if (!isAhead || template === undefined) return make(template)
    const ahead = aheadOf.get(template) ?? []
    aheadOf.set(template, ahead)
    const first = ahead.shift()
    const name = await (first ?? make(template))
    refill(template, ahead)
    return name
  }

  /** One after the other: the server makes no two at once. */
  function refill(template: string, ahead: Promise<string>[]): void {
    const last = ahead.at(-1) ?? Promise.resolve('')
    if (ahead.length >= maxAhead) return
    const next = last.then(() => make(template))
    next.catch(() => undefined)
    ahead.push(next)
    void next.then(() => refill(template, ahead)).catch(() => void ahead.splice(0))
  }

  async function make(template: string | undefined): Promise<string> {
    const name = `db_${randomBytes(6).toString('hex')}`
    await admin.query(`create database ${name}${template === undefined ? '' : ` template ${template}${strategy}`}`)
    if (template !== undefined && (await hasSettings(template))) await admin.query(copySettings(template, name))
    return name
  }

  /** A template does not change any more. */
  async function hasSettings(template: string): Promise<boolean> {
    const known = settled.get(template)
    if (known !== undefined) return known
    const found = (await admin.query(`select from (${settingsOf(template)}) as settings limit 1`)).length > 0
    settled.set(template, found)
    return found
  }
}

/** The settings of ALTER DATABASE, and those of ALTER ROLE for one database. */
function settingsOf(database: string): string {
  return `select r.rolname, unnest(s.setconfig) as setting
    from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole where d.datname = '${database}'`
}

/** Returns the statement that gives a database the settings of its template, which CREATE DATABASE does not copy. Lists such as that of `search_path` are set as a whole, by FROM CURRENT. */
function copySettings(template: string, database: string): string {
  return `do $$
    declare one record; owner text;
    begin
      for one in ${settingsOf(template)} loop
        perform set_config(split_part(one.setting, '=', 1), substr(one.setting, strpos(one.setting, '=') + 1), true);
        owner := case when one.rolname is null then 'database ${database}' else format('role %I in database ${database}', one.rolname) end;
        execute format('alter %s set %s from current', owner, split_part(one.setting, '=', 1));
      end loop;
    end $$`
}
