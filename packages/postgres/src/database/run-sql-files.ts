import { readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { PortsideError } from '@portside/errors'
import { filesIn } from '@portside/service-kit'
import type { QueryFunction } from '../postgres-address'
import { type SqlStatement, splitSql } from './split-sql'

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
export async function runSqlFiles(path: string, query: QueryFunction, place: StepPlace): Promise<void> {
  for (const file of await sqlFiles(resolve(place.directory, path), place)) {
    const sql = await readFile(file, 'utf8')
    for (const statement of splitSql(sql)) {
      await query(statement.text).catch((cause: unknown) => {
        throw statementError({ file, sql, statement, place, cause: cause as DatabaseError })
      })
    }
  }
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

/** An error of the driver: its fields are those of the protocol. */
interface DatabaseError extends Error {
  readonly code?: string
  readonly position?: string
  readonly detail?: string
  readonly hint?: string
}

interface Failure {
  readonly file: string
  readonly sql: string
  readonly statement: SqlStatement
  readonly place: StepPlace
  readonly cause: DatabaseError
}

const maxLines = 12

function statementError({ file, sql, statement, place, cause }: Failure): PortsideError {
  const { message, code, position, detail, hint } = cause
  const offset = position === undefined ? 0 : Number(position) - 1
  const line = sql.slice(0, statement.start + offset).split('\n').length
  const first = sql.slice(0, statement.start).split('\n').length
  const lines = statement.text.split('\n')
  const shown = lines
    .slice(0, maxLines)
    .map((text, index) => `${first + index === line ? '>' : ' '} ${first + index} | ${text}`)
  return new PortsideError({
    code: 'E_NOT_READY',
    service: place.service,
    summary: `\`${place.step}\` failed: ${message}${code === undefined ? '' : ` (${code})`}`,
    evidence: [
      `${relative(process.cwd(), file)}:${line}`,
      ...shown,
      ...(lines.length > maxLines ? ['  …'] : []),
      ...[detail, hint].filter((text) => text !== undefined),
    ],
    cause,
  })
}
