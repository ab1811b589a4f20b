import { delay } from '@portside/internal'
import type { QueryFunction } from '@portside/service-kit/database'

/** How long a thing must stay to be named, in milliseconds. */
const stayMs = 50

/** A thing that a reset cannot undo: a connection of the app or of a test has it, and nobody else can take it away. */
interface LeftOpen extends Record<string, unknown> {
  readonly kind: 'lock' | 'listener' | 'table'
  readonly pid: number
  readonly app: string
  /** The key of the lock, the statement, or the name of the temporary table. */
  readonly what: string
}

// Locks of a transaction go with it, and a reset waits for that.
const leftOpen = `
  select 'lock' as kind, l.pid, a.application_name as app,
    case l.objsubid when 1 then ((l.classid::int8 << 32) | l.objid::int8)::text else format('%s, %s', l.classid, l.objid) end as what
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.pid <> pg_backend_pid() and a.datname = current_database() and a.xact_start is null
    and l.database = (select oid from pg_database where datname = current_database())
  union all
  select 'listener', pid, application_name, left(query, 80) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and state = 'idle' and query ~* '^\\s*listen\\s'
  union all
  select 'table', 0, '', quote_ident(c.relname) from pg_namespace n
    join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid and d.classid = 'pg_class'::regclass join pg_class c on c.oid = d.objid
  where n.nspname ~ '^pg_temp_\\d+$' and n.oid <> pg_my_temp_schema() and c.relkind in ('r', 'p')`

/** Notices what tests leave open. */
export interface LeftOpenWatch {
  /** Looks at the database, and returns what it did not have at the last look, in words. */
  readonly look: () => Promise<readonly string[]>
}

/** Watches the connections to a database for advisory locks, LISTEN and temporary tables. */
export function watchLeftOpen(query: QueryFunction): LeftOpenWatch {
  const known = new Set<string>()
  return {
    look: async () => {
      const found = await query<LeftOpen>(leftOpen)
      const added = await stayingOf(found.filter((one) => !known.has(keyOf(one))))
      for (const one of added) known.add(keyOf(one))
      return added.map(wordsOf)
    },
  }

  /** A lock may be released a moment later. */
  async function stayingOf(added: readonly LeftOpen[]): Promise<readonly LeftOpen[]> {
    if (added.length === 0) return []
    await delay(stayMs)
    const keys = new Set((await query<LeftOpen>(leftOpen)).map(keyOf))
    return added.filter((one) => keys.has(keyOf(one)))
  }
}

function keyOf({ kind, pid, what }: LeftOpen): string {
  return `${kind} ${pid} ${what}`
}

function wordsOf({ kind, pid, app, what }: LeftOpen): string {
  if (kind === 'table') return `a connection keeps the temporary table ${what}, which DROP TABLE removes`
  const holder = `pid ${pid}${app === '' ? '' : `, app "${app}"`}`
  return kind === 'lock'
    ? `the advisory lock ${what} is held by ${holder}`
    : `${holder} goes on with ${what.replaceAll(/\s+/g, ' ')}`
}

/** Returns the sequences of which connections keep numbers in advance, in words. */
export async function cachedSequences(query: QueryFunction): Promise<readonly string[]> {
  const rows = await query<{ name: string; size: string }>(`
    select s.seqrelid::regclass::text as name, s.seqcache::text as size from pg_sequence s join pg_class c on c.oid = s.seqrelid
    where s.seqcache > 1 and c.relpersistence <> 't' order by 1`)
  return rows.map(({ name, size }) => `${name} (${size})`)
}
