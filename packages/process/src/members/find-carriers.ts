// The cookies of processes that were looked at are in globalThis[Symbol.for('portside.cookies')], for as long as their table is.
import type { ProcessEntry } from '../table/process-entry'
import { readProc } from '../table/linux-table'

/** What a process carries: the value of each variable, `''` for none. */
interface Cookies {
  readonly child: string
  readonly run: string
}

const key = Symbol.for('portside.cookies')
const holder = globalThis as { [key]?: WeakMap<ProcessEntry, Cookies> }

/**
 * The processes of a table whose environment carries exactly this cookie (and that of the run, if it is given), from `/proc/<pid>/environ` (proc(5)). Only those are looked at
 * that have started with `leader` or later, and each once, however many children are stopped together.
 * What a program has written over its environment (Redis, nginx, PostgreSQL), and what belongs to another user, is
 * not seen; nor is anything outside of Linux.
 */
export function findCarriers(
  table: readonly ProcessEntry[],
  { cookie, runId }: { readonly cookie: string; readonly runId?: string },
  sinceStart: number | undefined,
): readonly ProcessEntry[] {
  if (process.platform !== 'linux') return []
  // An empty cookie would be that of all who carry none.
  if (cookie === '') return []
  return table.filter((entry) => {
    if (entry.startTime < (sinceStart ?? 0)) return false
    const { child, run } = cookiesOf(entry)
    return child === cookie && (runId === undefined || run === runId)
  })
}

function cookiesOf(entry: ProcessEntry): Cookies {
  const cookies = (holder[key] ??= Object.seal(new WeakMap()))
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

/** The variable that names the run of a process. */
export const runCookie = 'PORTSIDE_RUN_ID'

/** The variable that names the child, `<runner>.<number>`: by it strays are found wherever they went. */
export const childCookie = 'PORTSIDE_CHILD'
