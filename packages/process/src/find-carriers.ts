// The cookies of processes that were looked at are in globalThis[Symbol.for('portside.cookies')], for as long as their table is.
import { childCookie } from './cookies'
import type { ProcessEntry } from './process-entry'
import { readProc } from './process-table-linux'

const key = Symbol.for('portside.cookies')
const holder = globalThis as { [key]?: WeakMap<ProcessEntry, string> }

/**
 * The processes of a table whose environment carries exactly this cookie, from `/proc/<pid>/environ` (proc(5)). Only those are looked at
 * that have started with `leader` or later, and each once, however many children are stopped together.
 * What a program has written over its environment (Redis, nginx, PostgreSQL), and what belongs to another user, is
 * not seen; nor is anything outside of Linux.
 */
export function findCarriers(
  table: readonly ProcessEntry[],
  cookie: string,
  sinceStart: number | undefined,
): readonly ProcessEntry[] {
  if (process.platform !== 'linux') return []
  return table.filter((entry) => entry.startTime >= (sinceStart ?? 0) && cookieOf(entry) === cookie)
}

function cookieOf(entry: ProcessEntry): string {
  const cookies = (holder[key] ??= Object.seal(new WeakMap()))
  const cookie = cookies.get(entry) ?? readCookie(entry.pid)
  cookies.set(entry, cookie)
  return cookie
}

function readCookie(pid: number): string {
  const environment = `\0${readProc(`/proc/${pid}/environ`) ?? ''}`
  const start = environment.indexOf(`\0${childCookie}=`)
  if (start === -1) return ''
  const value = start + childCookie.length + 2
  const end = environment.indexOf('\0', value)
  return environment.slice(value, end === -1 ? undefined : end)
}
