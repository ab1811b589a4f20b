import { readdirSync, readFileSync } from 'node:fs'

/** The ids of the live processes that carry the cookie of a run; see `environ` in proc(5). */
export function processesOf(runId: string): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => environ(pid).split('\0').includes(`PORTSIDE_RUN_ID=${runId}`))
}

function environ(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}
