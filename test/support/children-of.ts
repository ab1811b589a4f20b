import { readdirSync, readFileSync } from 'node:fs'

/** A process and its command line. */
export interface ChildProcessEntry {
  readonly pid: number
  readonly argv: readonly string[]
}

/** The processes that `pid` has started (proc(5)). */
export function childrenOf(pid: number): readonly ChildProcessEntry[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .map(Number)
    .filter((other) => parentOf(other) === pid)
    .map((child) => ({ pid: child, argv: read(`/proc/${child}/cmdline`).split('\0') }))
}

function parentOf(pid: number): number {
  // The name, in parentheses, may contain anything.
  return Number(
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) \w /s, '')
      .split(' ')[0],
  )
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
