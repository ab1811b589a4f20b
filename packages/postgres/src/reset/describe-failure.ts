import { basename, relative } from 'node:path'
import type { TestFailure } from '@portside/core/kit'
import { type Changes, SchemaChange, type TableChanges } from '@portside/service-kit'
import type { Client } from '../client'
import { keepRows, quoted } from './keep-rows'
import type { Snapshot, Snapshots } from './snapshots'

const maxErrors = 8
const maxTables = 20

/** The sources of what is shown with a failing test. */
export interface FailureSources {
  /** The name of the database in the run. */
  readonly service: string
  /** Returns the SQL errors of the database since a moment; `undefined` for a server whose log cannot be read. */
  readonly errorsSince: ((sinceMs: number) => Promise<readonly string[]>) | undefined
  /** Whether rows are kept, and the folder, if any was named. */
  readonly keeps: { readonly isAsked: boolean; readonly folder: string | undefined }
}

/** The database when a test has failed. */
export interface FailedState {
  readonly client: Client
  readonly snapshots: Snapshots
  /** The rows of `migrate` and `seed`. */
  readonly seed: Snapshot
  /** When the test began, in milliseconds since 1970. */
  readonly sinceMs: number
}

/** Returns what a failed test has done to its database: the tables that it changed, the errors of SQL, and the file with the rows. */
export async function describeFailure(
  failure: TestFailure,
  state: FailedState,
  { service, errorsSince, keeps }: FailureSources,
): Promise<string> {
  const { snapshots, sinceMs } = state
  const changes = await snapshots.changes().catch((error: unknown) => {
    if (error instanceof SchemaChange) return error
    throw error
  })
  const errors = (await errorsSince?.(sinceMs)) ?? []
  const kept = changes instanceof SchemaChange ? [] : await keptLines(failure, state, { service, keeps })
  // Some reporters show only the beginning.
  return [changesText(changes), ...kept, ...errorLines(errors)].filter((text) => text !== '').join('\n')
}

function changesText(changes: SchemaChange | Changes): string {
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

async function keptLines(
  { file, test }: TestFailure,
  { client, snapshots, seed }: FailedState,
  { service, keeps: { isAsked, folder } }: Pick<FailureSources, 'service' | 'keeps'>,
): Promise<readonly string[]> {
  if (!isAsked) return []
  if (folder === undefined)
    return ['To keep the rows, set PORTSIDE_OUTPUT to a folder, or `keepOnFailure` to the path of one.']
  const changed = await snapshots.changedSince(seed)
  if (changed.tables.length + changed.sequences.length === 0) return []
  // Before the colon is the number of the run.
  const path = file.slice(file.indexOf(':') + 1)
  const of = basename(path)
  const kept = await keepRows(
    changed,
    {
      folder,
      name: `${service}-${of}-${test}`,
      of: `${path}\n${test}`,
      title: `Rows of ${service} when "${test}" (${of}) had failed.`,
    },
    client.query,
  )
  const shown = relative(process.cwd(), kept)
  return [
    `Rows kept in ${shown}. Load them into a migrated and seeded database: psql "$DATABASE_URL" -f ${quoted(shown)}`,
  ]
}
