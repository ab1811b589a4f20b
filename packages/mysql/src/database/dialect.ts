import type { SqlDialect, StatementFault } from '@portside/service-kit'
import { splitSql } from './split-sql'

/** An error of the driver. */
interface DatabaseError extends Error {
  readonly errno?: number
  readonly sqlState?: string
}

/** Returns the SQL of MariaDB and MySQL. */
export const dialect: SqlDialect = { split: splitSql, describe, refuse }

function describe(error: unknown, statement: string): StatementFault {
  const { message, errno, sqlState } = error as DatabaseError
  // The driver has MySQL's names of errors, which are others than MariaDB's for some numbers.
  const number = errno === undefined ? '' : ` (error ${errno}, ${sqlState})`
  return { summary: `${message}${number}`, offset: offsetOf(message, statement), details: [] }
}

/** Finds the place of a syntax error: the message has the text from there on, and the line. */
function offsetOf(message: string, statement: string): number | undefined {
  const [, line] = / at line (\d+)$/.exec(message) ?? []
  if (line === undefined) return undefined
  const before = statement.split('\n').slice(0, Number(line) - 1)
  return before.join('\n').length + (before.length === 0 ? 0 : 1)
}

/** `USE` leads to another database of the server, which may be the one that the user works with. */
function refuse(statement: string): StatementFault | undefined {
  if (!/^use\b/i.test(statement)) return undefined
  return {
    summary: 'USE leaves the database that the files fill',
    details: [
      'The statements run in a database of their own: remove USE and CREATE DATABASE, which mysqldump writes with --databases.',
    ],
  }
}
