// Large objects are rows of the catalogs, which are copied and compared as a whole.
import type { QueryFunction } from '@portside/service-kit/database'
import { firstRow } from '../first-row'

/** The name of the copy of all large objects among those of tables. */
export const largeObjects = 'pg_largeobject'

const own = `(select oid from pg_largeobject_metadata where pg_has_role(lomowner, 'USAGE')) as object`
/** The mode in which an object is opened to be written (`INV_WRITE`). */
const forWriting = 0x20_000

/** Returns the statement that copies the large objects of a database to a temporary table. */
export function copyObjects(copy: string): string {
  return `create temporary table ${copy} as select oid, lo_get(oid) as data from ${own}`
}

/** Whether the large objects are others than those of a copy; no copy stands for none. */
export async function areOtherObjects(copy: string | undefined, query: QueryFunction): Promise<boolean> {
  const changed =
    copy === undefined
      ? `select from ${own}`
      : `select from ${own} full join ${copy} as copy on copy.oid = object.oid
          where object.oid is null or copy.oid is null or lo_get(object.oid) <> copy.data`
  const { differs } = await firstRow(query<{ differs: boolean }>(`select exists (${changed}) as differs`))
  return differs
}

/** Returns the statements that make the large objects those of a copy again; none if they are. */
export async function restoreObjects(copy: string | undefined, query: QueryFunction): Promise<readonly string[]> {
  if (!(await areOtherObjects(copy, query))) return []
  if (copy === undefined) return [`select lo_unlink(oid) from ${own}`]
  return [
    `select lo_unlink(oid) from ${own} where oid not in (select oid from ${copy})`,
    `select lo_create(oid) from ${copy} where oid not in (select oid from pg_largeobject_metadata)`,
    `select lo_truncate(lo_open(oid, ${forWriting}), length(data)), lo_put(oid, 0, data) from ${copy} where lo_get(oid) <> data`,
  ]
}
