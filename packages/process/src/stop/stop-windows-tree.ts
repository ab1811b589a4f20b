import { execFile } from 'node:child_process'
import { nowMs } from '@portside/internal'
import { pollUntil } from './poll-until'
import { isAlive } from '../table/process-identity'
import { stopDefaults } from '../child/spawn-options'
import type { StartedChild } from '../members/started-child'
import type { StopReport } from '../child/child-handle'

/**
 * Ends a tree on Windows by `taskkill /T /F`: there are no signals, and a console program cannot be asked to end. Untested here: written from
 * Microsoft's documentation.
 */
export async function stopWindowsTree({ leader, argv, options }: StartedChild): Promise<StopReport> {
  const startMs = nowMs()
  const { stopSignal, stopTimeoutMs } = stopDefaults(options)
  const isForced = isAlive(leader)
  // It fails when the tree has already ended, which is fine.
  execFile('taskkill', ['/PID', String(leader.pid), '/T', '/F'], { windowsHide: true }, () => undefined)
  await pollUntil(() => !isAlive(leader), startMs + stopTimeoutMs)
  const killed = isForced ? [{ pid: leader.pid, command: argv.join(' ') }] : []
  const elapsedMs = nowMs() - startMs
  return { service: options.service, signal: stopSignal, isForced, elapsedMs, killed, strays: [] }
}
