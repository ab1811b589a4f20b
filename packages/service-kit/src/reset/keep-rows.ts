import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import type { StartContext, TestFailure } from '@portside/core/kit'

/** More rows of a table are left out. */
export const maxKeptRows = 20_000

/** The place for the rows of failed tests. */
export interface KeptPlace {
  /** The name of the database in the run. */
  readonly service: string
  /** The folder for the files; `undefined` if none was named. */
  readonly folder: string | undefined
}

/** The rows that a failed test has left. */
export interface RowsToKeep extends KeptPlace {
  /** Returns the lines of SQL that give these rows to a database that was migrated and seeded in the same way; none if it has them. */
  readonly lines: () => Promise<readonly string[]>
  /** Returns the command that loads a file, whose path is quoted for a shell. */
  readonly loadCommand: (path: string) => string
}

/** Returns the place that the option `keepOnFailure` asks for; `undefined` if it asks for none. */
export function keptPlace(
  keepOnFailure: boolean | string,
  { name: service, directory, run }: Pick<StartContext, 'name' | 'directory' | 'run'>,
): KeptPlace | undefined {
  if (keepOnFailure === false) return undefined
  return { service, folder: keepOnFailure === true ? run.output.keptFolder : resolve(directory, keepOnFailure) }
}

/** Writes rows to a file of the test, and returns the words that say where, or why not. */
export async function keepRows(failure: TestFailure, rows: RowsToKeep): Promise<readonly string[]> {
  return writeRows(failure, rows).catch((error: Error) => [`The rows could not be kept: ${error.message}`])
}

async function writeRows(failure: TestFailure, rows: RowsToKeep): Promise<readonly string[]> {
  const { folder, lines, loadCommand } = rows
  if (folder === undefined)
    return ['To keep the rows, set PORTSIDE_OUTPUT to a folder, or `keepOnFailure` to the path of one.']
  const sql = await lines()
  if (sql.length === 0) return []
  const path = join(folder, fileName(failure, rows))
  const head = [
    `-- ${titleOf(failure, rows).replaceAll(/\s+/g, ' ')}`,
    '-- Load it into a database that was migrated and seeded in the same way, as a user with all rights:',
    `--   ${loadCommand(quoted(path))}`,
  ]
  await mkdir(folder, { recursive: true })
  await writeFile(path, `${[...head, ...sql].join('\n')}\n`, { mode: 0o600 })
  const shown = relative(process.cwd(), path)
  return [`Rows kept in ${shown}. Load them into a migrated and seeded database: ${loadCommand(quoted(shown))}`]
}

/** Other tests may have the same beginning: a hash of the path and the name ends it. */
function fileName({ file, test }: TestFailure, { service }: RowsToKeep): string {
  const path = pathOf(file)
  const hash = createHash('sha256').update(`${path}\n${test}`).digest('hex').slice(0, 8)
  const name = `${service}-${basename(path)}-${test}`
  return `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}-${hash}.sql`
}

function titleOf({ file, test }: TestFailure, { service }: RowsToKeep): string {
  return `Rows of ${service} when "${test}" (${basename(pathOf(file))}) had failed.`
}

/** Before the colon is the number of the run. */
function pathOf(file: string): string {
  return file.slice(file.indexOf(':') + 1)
}

/** Quotes a path for a POSIX shell (XCU 2.2.2). */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`
}
