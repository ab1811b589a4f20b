import { delay, maskUrlPasswords, nowMs } from '@portside/internal'
import { shownText } from '@portside/service-kit'
import type { Client } from '../client'
import type { MysqlAddress } from '../mysql-address'
import { literal } from '../names'

// A test may replace the clock of `Date`.
const { now: clock } = Date

interface FailedStatement extends Record<string, unknown> {
  /** `null` for a prepared statement of MariaDB. */
  readonly sql: string | null
  readonly message: string | null
  readonly number: number
  readonly state: string | null
}

/**
 * Returns the statements of a database that have failed since a moment, of those that performance_schema still has, but for those of our own `client`. None if the server does not record them.
 *
 * @param sinceMs Milliseconds since 1970.
 * @see https://mariadb.com/kb/en/performance-schema-events_statements_history_long-table/
 */
export async function sqlErrors(
  client: Client,
  { database, password }: MysqlAddress,
  sinceMs: number,
): Promise<readonly string[]> {
  const [own] = await client.query<{ at: number | string }>(ownStatement)
  if (own === undefined) return []
  // The clock of the server counts picoseconds from its start; those of the wait for this answer belong to the test, too.
  const since = `timer_start + ${BigInt(Math.max(0, clock() - sinceMs)) * 1_000_000_000n} >= ${own.at}`
  await whenRecorded(client, database)
  const rows = await client.query<FailedStatement>(`
    select sql_text as \`sql\`, message_text as message, mysql_errno as number, returned_sqlstate as state
    from performance_schema.events_statements_history_long
    where mysql_errno <> 0 and nesting_event_level = 0 and current_schema = ${literal(database)} and ${since}
      and thread_id not in (${threadsOf(client)}) order by timer_start`)
  return rows.map((row) => wordsOf(row, password))
}

const pollMs = 2
const recordLimitMs = 1000

/** A server records a statement a moment after its answer: waits until no statement of others goes on, but not for one that takes long. */
async function whenRecorded(client: Client, database: string): Promise<void> {
  const deadline = nowMs() + recordLimitMs
  while (nowMs() < deadline) {
    const running = await client.query(`
      select 1 from performance_schema.events_statements_current
      where end_event_id is null and current_schema = ${literal(database)} and thread_id not in (${threadsOf(client)})`)
    if (running.length === 0) return
    await delay(pollMs)
  }
}

const ownStatement = `
  select timer_start as at from performance_schema.events_statements_current join performance_schema.threads using (thread_id)
  where processlist_id = connection_id() and nesting_event_level = 0`

function threadsOf({ ids }: Client): string {
  return `select thread_id from performance_schema.threads where processlist_id in (${[...ids].join(', ')})`
}

function wordsOf({ sql, message, number, state }: FailedStatement, password: string): string {
  const lines = [`${shownText(masked(message ?? 'The statement failed', password))} (error ${number}, ${state})`]
  if (sql !== null) lines.push(`  ${shownText(masked(sql, password))}`)
  return lines.join('\n')
}

/** Hides the password of the server and those of URLs, and what is no text. */
function masked(shown: string, password: string): string {
  const text = password === '' ? shown : shown.replaceAll(password, '****')
  return maskUrlPasswords(text.replaceAll(/(?!\s)\p{Cc}/gu, '\u{FFFD}'))
}
