// The cookies of checked processes are kept as long as their table is.
import { globalState } from '@portside/internal'
import type { ProcessEntry } from '../table/process-entry'
import { readProc } from '../table/linux-table'

/** The cookies that a process carries: the value of each variable, `''` for none. */
interface Cookies {
  readonly child: string
  readonly run: string
}

/**
 * Finds the processes of a table whose environment carries exactly this cookie (and that of the run, if it is given), in `/proc/<pid>/environ`
 * (proc(5)). Only processes that started with `leader` or later are checked, and each once, however many children are stopped together. Not found are
 * programs that have overwritten their environment (Redis, nginx, PostgreSQL), processes of another user, and anything outside of Linux.
 */
export function findCarriers(
  table: readonly ProcessEntry[],
  { cookie, runId }: { readonly cookie: string; readonly runId?: string },
  sinceStart: number | undefined,
): readonly ProcessEntry[] {
  if (process.platform !== 'linux') return []
  // An empty cookie would match all processes that carry none.
  if (cookie === '') return []
  return table.filter((entry) => {
    if (entry.startTime < (sinceStart ?? 0)) return false
    const { child, run } = cookiesOf(entry)
    return child === cookie && (runId === undefined || run === runId)
  })
}

function cookiesOf(entry: ProcessEntry): Cookies {
  const cookies = globalState('cookies', () => new WeakMap<ProcessEntry, Cookies>())
  const own = cookies.get(entry) ?? readCookies(entry.pid)
  cookies.set(entry, own)
  return own
}

function readCookies(pid: number): Cookies {
  const environment = `\0${readProc(`/proc/${pid}/environ`) ?? ''}`
  return { child: valueOf(environment, childCookie), run: valueOf(environment, runCookie) }
}

function valueOf(environment: string, name: string): string {
  const start = environment.indexOf(`\0${name}=`)
  if (start === -1) return ''
  const value = start + name.length + 2
  const end = environment.indexOf('\0', value)
  return environment.slice(value, end === -1 ? undefined : end)
}

/** The variable with the run of a process. */
export const runCookie = 'PORTSIDE_RUN_ID'

/** The variable with the child, `<runner>.<number>`: it finds strays wherever they went. */
export const childCookie = 'PORTSIDE_CHILD'
