import { readFileSync } from 'node:fs'

/**
 * Whether a terminal sends Ctrl-C to this process, with all of its group: it has one, and is in the foreground there. On Linux from
 * `/proc/self/stat` (proc(5)), also where the standard input is something else, as in a Git hook.
 */
export function hasTerminal(): boolean {
  if (process.platform !== 'linux') return process.stdin.isTTY
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name, in parentheses, may contain anything.
  const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return terminal !== '0' && foreground === group
}
