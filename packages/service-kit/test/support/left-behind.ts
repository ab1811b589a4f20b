import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Returns a name that no other run of these tests gives a server at the same time. */
export function ownName(name: string): string {
  return `${name}${process.pid}`
}

/**
 * The traces of servers on this machine that are named by `name`: folders of data, and processes whose arguments have them or that run in them (Redis
 * gives itself another title).
 */
export function leftBehind(name: string): readonly string[] {
  const begin = `portside-${name}-`
  const folders = ['/dev/shm', tmpdir()].flatMap((parent) =>
    namesIn(parent)
      .filter((entry) => entry.startsWith(begin))
      .map((entry) => `${parent}/${entry}`),
  )
  const processes = namesIn('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => `${pid}: ${commandLineOf(pid)} in ${folderOf(pid)}`)
    .filter((line) => line.includes(begin))
  return [...folders, ...processes]
}

/** The ids of the segments of shared memory (sysvipc(7)) that no process uses. */
export function unusedSegments(): readonly string[] {
  const rows = readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => row[6] === '0')
    .map((row) => row[1] ?? '')
}

function namesIn(folder: string): readonly string[] {
  return orElse([], () => readdirSync(folder))
}

function commandLineOf(pid: string): string {
  return orElse('', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
}

function folderOf(pid: string): string {
  return orElse('', () => readlinkSync(`/proc/${pid}/cwd`))
}

/** A process may end, or belong to another user. */
function orElse<Value>(other: Value, read: () => Value): Value {
  try {
    return read()
  } catch {
    return other
  }
}
