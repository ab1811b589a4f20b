import { readdirSync } from 'node:fs'
import { readProc } from '../../src/process-table-linux'

/** The processes that carry this run id. */
export function carriersOf(runId: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => readProc(`/proc/${pid}/environ`)?.includes(`PORTSIDE_RUN_ID=${runId}\0`))
}
