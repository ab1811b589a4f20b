import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** The traces of servers on this machine that are named by `name`: folders of data, and processes whose arguments have them. */
export function leftBehind(name: string): readonly string[] {
  const folders = ['/dev/shm', tmpdir()].flatMap((parent) =>
    namesIn(parent)
      .filter((entry) => entry.startsWith(`portside-${name}-`))
      .map((entry) => `${parent}/${entry}`),
  )
  const processes = namesIn('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => `${pid}: ${commandLineOf(pid)}`)
    .filter((line) => line.includes(`portside-${name}-`))
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
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
