// Reads from the write-ahead log which tables have changed.
import { firstRow } from '../first-row'
import type { QueryFunction } from '../postgres-address'

/** Log that is longer than this, in bytes, is not read: then all tables are compared. */
const maxBytes = 256 * 1024
/** The catalogs of a database have lower numbers than what users make. */
const firstUserNumber = 16_384

// By functions that PostgreSQL 12 has, too; the lower half of their numbers is the xid.
const oldestTransaction = 'select (txid_snapshot_xmin(txid_current_snapshot()) & 4294967295)::text as xid'
/** The query that returns the number of its own transaction. */
export const currentTransaction = 'select (txid_current() & 4294967295)::text as xid'

/** A moment in the life of a database. */
export interface Bound {
  /** No transaction that begins after the moment has a lower number, nor has any that was going on. */
  readonly xid: string
  /** The end of the log at the moment. */
  readonly lsn: string
}

/** The files that have changed since a moment. */
export interface FileChanges {
  readonly files: ReadonlySet<number>
  /** Whether the catalogs have changed, and perhaps the schema. */
  readonly hasCatalogs: boolean
}

/** Reads which tables have changed; no trigger, and nothing in the database of the app. */
export interface ChangeLog {
  /** Takes the moment now. The order is of the essence: a transaction that ends in between is found after the next moment. */
  readonly bound: () => Promise<Bound>
  /** Takes the moment now while the connection is in a transaction; only its place in the log counts. */
  readonly boundWithin: (begin: Bound) => Promise<Bound>
  /** Reads the changes between two moments but for those of the transaction `except`; `undefined` if they cannot be known. */
  readonly changes: (since: Bound, until: Bound, except: string | undefined) => Promise<FileChanges | undefined>
}

/**
 * Opens the log of a database by pg_walinspect, which the database `postgres` gets; without it, or before PostgreSQL 15, changes are never known.
 *
 * @param admin Queries of the database `postgres`; `undefined` for a server on which nothing may be added.
 * @param query Queries of the database of the app.
 */
export async function openChangeLog(admin: QueryFunction | undefined, query: QueryFunction): Promise<ChangeLog> {
  await query('set synchronous_commit = on')
  const { database } = await firstRow(
    query<{ database: string }>('select oid::text as database from pg_database where datname = current_database()'),
  )
  const isReadable = await admin?.('create extension if not exists pg_walinspect').then(
    () => true,
    () => false,
  )
  return { bound, boundWithin, changes }

  async function bound(): Promise<Bound> {
    const { xid } = await firstRow(query<{ xid: string }>(oldestTransaction))
    if (isReadable !== true) return { xid, lsn: '' }
    // Its commit writes the log of all that came before to the file.
    await query("select pg_logical_emit_message(true, 'portside', '')")
    const { lsn } = await firstRow(query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn'))
    return { xid, lsn }
  }

  async function boundWithin({ xid }: Bound): Promise<Bound> {
    if (isReadable !== true) return { xid, lsn: '' }
    await admin?.("select set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'portside', '')")
    const { lsn } = await firstRow(query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn'))
    return { xid, lsn }
  }

  async function changes(since: Bound, until: Bound, except: string | undefined): Promise<FileChanges | undefined> {
    if (admin === undefined || isReadable !== true) return undefined
    const { bytes } = await firstRow(
      query<{ bytes: number }>('select pg_wal_lsn_diff($1::pg_lsn, $2::pg_lsn)::float8 as bytes', [
        until.lsn,
        since.lsn,
      ]),
    )
    if (bytes > maxBytes) return undefined
    if (bytes === 0) return { files: new Set(), hasCatalogs: false }
    const rows = await admin<{ database: string; file: string }>(readFiles, [
      since.lsn,
      until.lsn,
      except ?? '0',
    ]).catch(() => undefined)
    if (rows === undefined) return undefined
    const own = rows.filter((row) => row.database === database || row.database === '0').map(({ file }) => Number(file))
    return {
      files: new Set(own.filter((file) => file >= firstUserNumber)),
      hasCatalogs: own.some((file) => file < firstUserNumber),
    }
  }
}

// The records that change rows, and not only how they are stored.
const readFiles = `
  select distinct found[1] as database, found[2] as file from (
    select regexp_match(block_ref, 'rel \\d+/(\\d+)/(\\d+)') as found
    from pg_get_wal_records_info($1::pg_lsn, $2::pg_lsn)
    where resource_manager in ('Heap', 'Heap2') and xid <> $3::text::xid
      and record_type !~ '^(LOCK|PRUNE|VACUUM|VISIBLE|FREEZE|INPLACE)') as records
  where found is not null`
