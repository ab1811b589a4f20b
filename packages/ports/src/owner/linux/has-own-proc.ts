import { readlinkSync } from 'node:fs'

/**
 * Whether `/proc` is there and shows the PID namespace of this process, pid_namespaces(7). That of another namespace shows the right sockets, and
 * numbers that name other processes here: no process may be judged, or ended, by them.
 */
export function hasOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid)
  } catch {
    return false
  }
}
