import { readdirSync, readlinkSync } from 'node:fs'

/** Returns whether a process is subscribed to changes of files, by inotify(7), as watchers are. Linux only; elsewhere `false`. */
export function watchesFiles(pid: number): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((name) => isNotifier(`${folder}/${name}`))
  } catch {
    return false
  }
}

function isNotifier(path: string): boolean {
  try {
    return readlinkSync(path) === 'anon_inode:inotify'
  } catch {
    // The descriptor has been closed meanwhile.
    return false
  }
}
