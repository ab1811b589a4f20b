import type { TestFailure } from '@portside/core/kit'
import { keepRows, type RowsToKeep } from './keep-rows'
import { type Changes, SchemaChange, type TableChanges } from './reset-target'

const maxErrors = 8
const maxTables = 20

/** The sources of what is shown with a failed test. */
export interface FailureSources {
  /** Counts what the test has changed. Rejects with a `SchemaChange` if that is the schema. */
  readonly changes: () => Promise<Changes>
  /** Whether `changes` has failed because a transaction holds a lock. @default never */
  readonly isLockFailure?: (error: unknown) => boolean
  /** Returns the SQL errors of the database since the test began, each with its statement on further lines. */
  readonly errors: () => Promise<readonly string[]>
  /** The rows that are kept. @default none */
  readonly rows?: RowsToKeep | undefined
}

/** Returns what a failed test has done to its database: the tables that it changed, the errors of SQL, and the file with the rows. */
export async function describeFailure(
  failure: TestFailure,
  { changes, isLockFailure, errors, rows }: FailureSources,
): Promise<string> {
  // Before the changes are read, which may be an error of the server, too.
  const found = await errors()
  const changed = await changes().catch((error: unknown) => {
    if (error instanceof SchemaChange) return error
    if (isLockFailure?.(error) === true) return 'locked'
    throw error
  })
  const isKnown = changed !== 'locked' && !(changed instanceof SchemaChange)
  const kept = rows === undefined || !isKnown ? [] : await keepRows(failure, rows)
  // Some reporters show only the beginning.
  return [changesText(changed), ...kept, ...errorLines(found)].filter((text) => text !== '').join('\n')
}

function changesText(changes: SchemaChange | Changes | 'locked'): string {
  if (changes === 'locked') return 'The changes could not be read: a transaction holds a lock.'
  if (changes instanceof SchemaChange) return `Changed the schema: ${changes.changes.join(', ')}`
  const tables = Object.entries(changes).map(([name, counts]) => `${name} (${countsText(counts)})`)
  const left = tables.length > maxTables ? `, and ${tables.length - maxTables} more` : ''
  return tables.length === 0 ? '' : `Changed by the test: ${tables.slice(0, maxTables).join(', ')}${left}`
}

function countsText(counts: TableChanges): string {
  return (['inserted', 'updated', 'deleted'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`)
    .join(', ')
}

function errorLines(errors: readonly string[]): readonly string[] {
  if (errors.length === 0) return []
  const shown = errors.slice(-maxErrors)
  const left = errors.length > maxErrors ? `, of which these are the last ${maxErrors}` : ''
  return [`SQL errors of the server: ${errors.length}${left}`, ...shown.map((text) => text.replaceAll(/^/gm, '  '))]
}

const longest = 300

/** Returns a message or a statement as one line, cut to a length that is read at a glance. */
export function shownText(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ')
  return words.length > longest ? `${words.slice(0, longest)}…` : words
}
