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
