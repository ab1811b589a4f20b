import { callLater, nowMs } from '@portside/internal'
import type { ExitStatus } from '../child/child-handle'
import { findMembers } from '../members/find-members'
import { isAlive } from '../table/process-identity'
import type { StartedChild } from '../members/started-child'
import { readProc } from '../table/linux-table'

const lookAgainMs = 200

/** The end of a child, as a promise and as a status. */
export interface ChildExit {
  readonly exited: Promise<ExitStatus>
  status(): ExitStatus | undefined
}

/**
 * Watches for the end of a child: of its leader, or of the daemon that the leader has left behind. Its last output is taken by `flush` first.
 */
export function watchExit(child: StartedChild, flush: () => Promise<void>): ChildExit {
  const memoryKills = countMemoryKills()
  let status: ExitStatus | undefined
  const exited = new Promise<ExitStatus>((resolve) => {
    child.process.once('exit', (code, signal) => {
      const ended = flush()
      const hasDetached = child.options.detaches === true && code === 0
      if (!hasDetached) status = statusOf(code, signal, memoryKills)
      const gone = hasDetached ? daemonGone(child) : ended
      void gone.then(() => {
        status ??= statusOf(code, signal, memoryKills)
        resolve(status)
      })
    })
  })
  return { exited, status: () => status }
}

function statusOf(code: number | null, signal: NodeJS.Signals | null, memoryKills: number): ExitStatus {
  const status = { code, signal, atMs: nowMs() }
  // A shell reports the signal that ended its command as 128 and its number.
  const isKilled = signal === 'SIGKILL' || code === 137
  return isKilled && countMemoryKills() > memoryKills ? { ...status, isMemoryShort: true } : status
}

/**
 * Resolves when a daemon that was seen once has ended. A daemon that is not visible (it has cleared its environment, and its parents have ended) does
 * not end until its listener is tracked; until then the deadline of its start decides.
 */
async function daemonGone(child: StartedChild): Promise<void> {
  for (let hasBeenSeen = false; ;) {
    const members = await findMembers(child)
    if (child.watch.isReleased() || (members.length === 0 && hasBeenSeen)) return
    if (members.length > 0) hasBeenSeen = true
    do await new Promise<void>((resolve) => callLater(resolve, lookAgainMs))
    while (members.some(isAlive))
  }
}

/**
 * Counts the processes that the kernel has killed because memory ran out since it started, with those in containers: `oom_kill` in `/proc/vmstat`
 * (proc(5)). 0 if the kernel does not report it.
 */
function countMemoryKills(): number {
  const text = process.platform === 'linux' ? readProc('/proc/vmstat') : undefined
  return Number(/^oom_kill (\d+)$/m.exec(text ?? '')?.[1] ?? 0)
}
