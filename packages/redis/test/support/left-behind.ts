import { readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** The traces of servers on this machine that are named by `name`: folders, and processes that run in them (a server gives itself another title). */
export function leftBehind(name: string): readonly string[] {
  const folders = ['/dev/shm', tmpdir()].flatMap((parent) =>
    namesIn(parent)
      .filter((entry) => entry.startsWith(`portside-${name}-`))
      .map((entry) => `${parent}/${entry}`),
  )
  const processes = namesIn('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => `${pid}: ${folderOf(pid)}`)
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

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
