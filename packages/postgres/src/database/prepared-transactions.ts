import type { QueryFunction } from '../postgres-address'

/** One that has ended (42704), or that somebody is ending now (55000). */
const endedCodes = new Set(['42704', '55000'])

/** Rolls back a transaction that is prepared for two-phase commit in the database of `query`, unless its coordinator ends it meanwhile. */
export async function rollBackPrepared(name: string, query: QueryFunction): Promise<void> {
  await query(`rollback prepared '${name.replaceAll("'", "''")}'`).catch((error: unknown) => {
    if (!endedCodes.has(String((error as { readonly code?: unknown }).code))) throw error
  })
}
