import type { ChildProcess } from 'node:child_process'

/**
 * Kills a command and what it started: its process group on POSIX systems, only itself on Windows (which has no groups;
 * untested there).
 */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return void child.kill('SIGKILL')
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: everything has ended.
  }
}
