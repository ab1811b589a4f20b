import { openFiles } from './linux/find-socket-process'
import { readListeners } from './linux/read-listeners'

/**
 * Whether a process has every socket that listens on a port, on whatever address. Linux only, in a fraction of a millisecond; elsewhere
 * `false`, and `judgeListener` is to be asked.
 */
export function hasListener(pid: number, port: number): boolean {
  if (process.platform !== 'linux') return false
  const listeners = readListeners().filter(({ localPort }) => localPort === port)
  if (listeners.length === 0) return false
  const files = new Set(openFiles(pid))
  return listeners.every(({ inode }) => files.has(`socket:[${inode}]`))
}
