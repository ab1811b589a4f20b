import { readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { PortsideError } from '@portside/errors'
import { filesIn } from '../hash-files'
import type { QueryFunction } from './steps'

/** A statement of a file of SQL. */
export interface SqlStatement {
  readonly text: string
  /** The place of its first character in the file. */
  readonly start: number
}

/** The SQL of one product. */
export interface SqlDialect {
  /** Splits a file into its statements. */
  readonly split: (sql: string) => readonly SqlStatement[]
  /** Describes an error of the driver for a statement. */
  readonly describe: (error: unknown, statement: string) => StatementFault
  /** Returns the reason for which a statement is not run. @default all are run */
  readonly refuse?: (statement: string) => StatementFault | undefined
}

/** The reason for which a server refused a statement. */
export interface StatementFault {
  /** The message, with the code: `relation "a" does not exist (42P01)`. */
  readonly summary: string
  /** The place in the statement, in characters from its begin; `undefined` if the server names none. */
  readonly offset?: number | undefined
  /** Further lines. */
  readonly details: readonly string[]
}

/** The place of a step's files, and the service that runs it. */
export interface StepPlace {
  readonly service: string
  /** The name of the option: `'migrate'`. */
  readonly step: string
  /** The folder that relative paths start from. */
  readonly directory: string
}

/**
 * Runs a file of SQL, or the files of a folder in the order of their names, statement by statement.
 *
 * @throws PortsideError `E_NOT_READY` with the file, the line and the SQL of the statement that failed.
 */
export async function runSqlFiles(
  path: string,
  { query, dialect }: { readonly query: QueryFunction; readonly dialect: SqlDialect },
  place: StepPlace,
): Promise<void> {
  for (const file of await sqlFiles(resolve(place.directory, path), place)) {
    const sql = await readFile(file, 'utf8')
    checkDirection(file, sql, place)
    const statements = dialect.split(sql)
    for (const statement of statements) {
      const fault = dialect.refuse?.(statement.text)
      if (fault !== undefined) throw statementError({ file, sql, statement, place, cause: undefined, fault })
    }
    for (const statement of statements) {
      await query(statement.text).catch((cause: unknown) => {
        throw statementError({ file, sql, statement, place, cause, fault: dialect.describe(cause, statement.text) })
      })
    }
  }
}

/** The comment before the part of a file that undoes the other: of dbmate, goose, sql-migrate and node-pg-migrate. */
const downPart = /^--[ \t]*(?:(?:migrate:down|\+goose down|\+migrate down)\b|down migration[ \t\r-]*$)/im

/** A file with both directions would undo itself. */
function checkDirection(file: string, sql: string, { service, step }: StepPlace): void {
  const found = downPart.exec(sql)
  if (found === null) return
  const line = sql.slice(0, found.index).split('\n').length
  throw new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `\`${step}\` has a file that also undoes its migration`,
    evidence: [`${relative(process.cwd(), file)}:${line}`, `> ${line} | ${found[0]}`],
    hints: [
      "All statements of a file are run. Let the tool for such files run them, as in { command: 'npx dbmate --no-dump-schema up', files: ['db/migrations'] }.",
    ],
  })
}

async function sqlFiles(path: string, place: StepPlace): Promise<readonly string[]> {
  const stats = await stat(path).catch(() => undefined)
  if (stats?.isFile()) return [path]
  const files = stats === undefined ? [] : await filesIn(path)
  const found = files.filter((file) => /\.sql$/i.test(file) && !/\.down\.sql$/i.test(file))
  if (found.length > 0) return found
  throw noFiles(place, stats === undefined ? `${path} does not exist.` : `${path} has no file that ends in .sql.`)
}

/** `E_NOT_READY`: a step has nothing to run. */
export function noFiles({ service, step }: StepPlace, evidence: string): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `\`${step}\` found no files`,
    evidence: [evidence],
    hints: ['A relative path begins at the folder of the services file; without one, at the working directory.'],
  })
}

interface Failure {
  readonly file: string
  readonly sql: string
  readonly statement: SqlStatement
  readonly place: StepPlace
  readonly cause: unknown
  readonly fault: StatementFault
}

const maxLines = 12

function statementError({ file, sql, statement, place, cause, fault }: Failure): PortsideError {
  const { summary, offset = 0, details } = fault
  const line = sql.slice(0, statement.start + offset).split('\n').length
  const first = sql.slice(0, statement.start).split('\n').length
  const lines = statement.text.split('\n')
  const shown = lines
    .slice(0, maxLines)
    .map((text, index) => `${first + index === line ? '>' : ' '} ${first + index} | ${text}`)
  return new PortsideError({
    code: 'E_NOT_READY',
    service: place.service,
    summary: `\`${place.step}\` failed: ${summary}`,
    evidence: [
      `${relative(process.cwd(), file)}:${line}`,
      ...shown,
      ...(lines.length > maxLines ? ['  …'] : []),
      ...details,
    ],
    cause,
  })
}
