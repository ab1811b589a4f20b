import { readlinkSync } from 'node:fs'

/**
 * Returns whether `/proc` exists and shows the PID namespace of this process, pid_namespaces(7). The `/proc` of another namespace shows the right
 * sockets, but its process ids name other processes here: they must not be used to judge or end a process.
 */
export function hasOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid)
  } catch {
    return false
  }
}
