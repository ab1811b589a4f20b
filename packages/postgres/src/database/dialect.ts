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
  describe: (error) => {
    const { message, code, position, detail, hint } = error as DatabaseError
    return {
      summary: `${message}${code === undefined ? '' : ` (${code})`}`,
      offset: position === undefined ? undefined : Number(position) - 1,
      details: [detail, hint].filter((text) => text !== undefined),
    }
  },
}
