import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessEntry } from './process-entry'

/**
 * Reads every process from `ps -o lstart` as macOS and the BSDs document it; there is no `/proc` there. Untested on macOS: written from its ps(1).
 */
export async function readPsProcesses(): Promise<readonly ProcessEntry[]> {
  const columns = ['pid', 'ppid', 'pgid', 'state', 'lstart', 'comm'].flatMap((column) => ['-o', `${column}=`])
  const { stdout } = await promisify(execFile)('ps', ['-A', ...columns], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    maxBuffer: 16 * 1024 * 1024,
  })
  return parsePsOutput(stdout)
}

/** Parses lines of `pid ppid pgid state`, the start as `Mon Nov 23 05:16:00 2026`, and the program. */
export function parsePsOutput(stdout: string): readonly ProcessEntry[] {
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S)\S*\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, ppid, pgid, state = 'X', started = '', name = '']) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      state,
      startTime: Date.parse(started),
      name,
    }))
}
