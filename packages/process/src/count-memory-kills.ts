import { readProc } from './table/linux-table'

/**
 * How many processes the kernel has killed for want of memory since it started, those in containers among them:
 * `oom_kill` in `/proc/vmstat` (proc(5)). 0 where that is not told.
 */
export function countMemoryKills(): number {
  const text = process.platform === 'linux' ? readProc('/proc/vmstat') : undefined
  return Number(/^oom_kill (\d+)$/m.exec(text ?? '')?.[1] ?? 0)
}
