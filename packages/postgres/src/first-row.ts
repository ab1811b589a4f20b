import type { Row } from './postgres-address'

/** Returns the row of a query that always has one. */
export async function firstRow<R extends Row>(rows: Promise<R[]>): Promise<R> {
  const [row] = await rows
  if (row === undefined) throw new TypeError('Expected the query to return a row')
  return row
}
