import { nowMs } from '@portside/internal'
import type { ProcessEntry } from '../table/process-entry'
import { readLinuxProcess, readProc } from '../table/linux-table'
import { isAlive, type ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findGroup } from '../table/process-tree'
import { signalGroup, signalProcess } from './send-signal'

/** How long a leader has to pass the signal on, in milliseconds: a watcher does it within a few. */
const relayMs = 50

/** A group to end. */
export interface AskedGroup {
  readonly leader: ProcessIdentity
  /** Its known members. */
  readonly members: readonly ProcessEntry[]
  readonly signal: NodeJS.Signals
  readonly stopTimeoutMs: number
}

/**
 * Sends the stop signal to the leader of a group. Returns a function that sends it to the rest when that is due; it must be called again and again.
 *
 * A leader that passes the signal on (a watcher, npm) would else make its program receive it twice. The rest gets it when the leader has ended, or at
 * half of the time-out; and a moment after the leader if no other process has reacted, since a program that waits for its child may pass nothing on.
 */
export function askLeader({ leader, members, signal, stopTimeoutMs }: AskedGroup): () => Promise<void> {
  const others = members.filter(({ pid }) => pid !== leader.pid)
  const isRelay = isAlive(leader) && canReact(leader.pid, signal)
  if (!isRelay || signal === 'SIGKILL') {
    signalGroup(leader, signal)
    return () => Promise.resolve()
  }
  const reaction = watchReaction(leader, others)
  signalProcess(leader, signal)
  const halfMs = nowMs() + stopTimeoutMs / 2
  let isAsked = false
  return async () => {
    const isDue = !isAlive(leader) || nowMs() >= halfMs || reaction() === 'none'
    if (isAsked || !isDue) return
    isAsked = true
    await askRest(leader, signal)
  }
}

/** A leader that lives has got the signal, and may take a second one for an order to end at once. */
async function askRest(leader: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
  const members = isAlive(leader) ? findGroup(await readProcessTable(), leader) : []
  if (members.length === 0) signalGroup(leader, signal)
  for (const member of members) if (member.pid !== leader.pid) signalProcess(member, signal)
}

/** Whether a process can do something about a signal: not if it ignores or blocks it, as unshare(1) does. True where the system does not show it. */
function canReact(pid: number, signal: NodeJS.Signals): boolean {
  const status = process.platform === 'linux' ? readProc(`/proc/${pid}/status`) : undefined
  if (status === undefined) return true
  const { constants } = process.getBuiltinModule('node:os')
  const bit = 1n << BigInt(constants.signals[signal] - 1)
  // proc(5): the signals that the process blocks and ignores.
  const masks = [...status.matchAll(/^Sig(?:Blk|Ign):\s*([\da-f]+)$/gm)]
  return masks.every(([, mask]) => (BigInt(`0x${mask}`) & bit) === 0n)
}

/** A process that waits for a processor has not had its turn yet. */
function isWaiting(pid: number): boolean {
  return readLinuxProcess(pid)?.state === 'R'
}

type Reaction = 'unknown' | 'some' | 'none'

/**
 * Returns a function that says whether one of these processes has reacted to a signal that the leader may have passed on: it got a processor or ended
 * in the next moment, and slept in the moment after that. One that goes on running may do so anyway. While the leader or one that slept waits for a
 * processor, as on a busy machine, nothing is said yet.
 */
function watchReaction(leader: ProcessIdentity, processes: readonly ProcessEntry[]): () => Reaction {
  const waiters = [leader, ...processes.filter(({ state }) => state === 'S')]
  // One that begins may have had its turn before the signal came.
  const turns = () => processes.map(({ pid }) => turnsOf(pid)).join()
  let [last, untilMs, hasRun, reaction] = [turns(), nowMs() + relayMs, false, 'unknown' as Reaction]
  return () => {
    if (reaction !== 'unknown' || nowMs() < untilMs) return reaction
    const now = turns()
    const isUndecided = !hasRun && now === last && waiters.some(({ pid }) => isWaiting(pid))
    if (!isUndecided) {
      const isRunning = now !== last
      if (hasRun === isRunning) reaction = 'none'
      else if (hasRun) reaction = 'some'
      hasRun = true
    }
    ;[last, untilMs] = [now, nowMs() + relayMs]
    return reaction
  }
}

/** The number of times that a process got a processor: the third field of `/proc/<pid>/schedstat` (sched-stats.rst of Linux). */
function turnsOf(pid: number): string | undefined {
  return process.platform === 'linux' ? readProc(`/proc/${pid}/schedstat`)?.trim().split(' ')[2] : undefined
}
