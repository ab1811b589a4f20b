import type { Client } from '../client'
import { isMariadbServer } from './counters'

/** The settings of a connection that locks tables. */
export interface TableLocks {
  /** The statements that make the settings. */
  readonly settings: readonly string[]
  /** Calls a function while the connection has locks. */
  readonly withLocks: <Result>(locks: readonly string[], act: () => Promise<Result>) => Promise<Result>
}

/** Gives the one connection of a client its settings: nothing is checked that was right before, and no lock is waited for. */
export async function openTableLocks({ query, results }: Client): Promise<TableLocks> {
  const settings = [
    "set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0",
    'set session transaction isolation level repeatable read',
    // MySQL waits for a second at least.
    (await isMariadbServer(query))
      ? 'set session lock_wait_timeout = 0, check_constraint_checks = 0'
      : 'set session lock_wait_timeout = 1',
  ]
  await results(settings)
  return { settings, withLocks }

  async function withLocks<Result>(locks: readonly string[], act: () => Promise<Result>): Promise<Result> {
    if (locks.length === 0) return act()
    try {
      // The pool may have made another connection, without the settings.
      await results([...settings, 'set autocommit = 0', `lock tables ${locks.join(', ')}`, ownWaits])
      return await act()
    } finally {
      await results(['rollback', 'unlock tables', 'set autocommit = 1'])
    }
  }
}

/** Once we have the locks, ALTER TABLE and its like only wait for the purge of the server, which looks at a table for a moment. */
const ownWaits = 'set session lock_wait_timeout = 10'
