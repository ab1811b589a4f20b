// The scan in preparation lives at globalThis[Symbol.for('portside.cookie-scan')], since one process may load two builds.
import { callNext } from './clock'
import { childCookie } from './cookies'
import { listPids, readProc } from './process-table-linux'

const key = Symbol.for('portside.cookie-scan')
const registry = globalThis as { [key]?: Promise<ReadonlyMap<number, string>> | undefined }

/**
 * The ids of the processes whose environment carries exactly this cookie, from `/proc/<pid>/environ` (proc(5)).
 * What a program has written over its environment (Redis, nginx, PostgreSQL), and what belongs to another user, is
 * not seen; nor is anything outside of Linux. Calls in the same turn of the event loop share one scan.
 */
export async function findCarriers(cookie: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const carriers = [...(await readCookies())]
  return carriers.filter(([, carried]) => carried === cookie).map(([pid]) => pid)
}

function readCookies(): Promise<ReadonlyMap<number, string>> {
  registry[key] ??= new Promise((resolve) => {
    callNext(() => {
      registry[key] = undefined
      resolve(new Map(listPids().flatMap(readCookie)))
    })
  })
  return registry[key]
}

function readCookie(pid: number): readonly (readonly [number, string])[] {
  const environment = `\0${readProc(`/proc/${pid}/environ`) ?? ''}`
  const start = environment.indexOf(`\0${childCookie}=`)
  if (start === -1) return []
  const value = start + childCookie.length + 2
  const end = environment.indexOf('\0', value)
  return [[pid, environment.slice(value, end === -1 ? undefined : end)]]
}
