import type { SqlDialect } from '@portside/service-kit'
import { splitSql } from './split-sql'

/** An error of the driver: its fields are those of the protocol. */
interface DatabaseError extends Error {
  readonly code?: string
  readonly position?: string
  readonly detail?: string
  readonly hint?: string
}

/** The SQL of PostgreSQL. */
export const dialect: SqlDialect = {
  split: splitSql,
  describe: (error, statement) => {
    const { message, code, position, detail, hint } = error as DatabaseError
    return {
      summary: `${message}${code === undefined ? '' : ` (${code})`}`,
      offset: position === undefined ? undefined : Number(position) - 1,
      details: [detail, hint, psqlHint(statement)].filter((text) => text !== undefined),
    }
  },
}

/** The server knows none of the commands that psql itself runs. */
function psqlHint(statement: string): string | undefined {
  if (!statement.startsWith('\\')) return undefined
  return "This is a command of psql, and only SQL is run. Remove it, or have psql run the file: { command: 'psql -v ON_ERROR_STOP=1 -f schema.sql', files: ['schema.sql'] }"
}
