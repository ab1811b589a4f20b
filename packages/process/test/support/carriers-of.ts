import { readdirSync } from 'node:fs'
import { readProc } from '../../src/table/linux-table'

/** The processes that carry this run id. */
export function carriersOf(runId: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => readProc(`/proc/${pid}/environ`)?.includes(`PORTSIDE_RUN_ID=${runId}\0`))
}
