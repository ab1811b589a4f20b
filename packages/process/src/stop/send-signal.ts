import { identify, isAlive, type ProcessIdentity } from '../table/process-identity'
import { findMembers } from '../members/find-members'
import type { StartedChild } from '../members/started-child'

/** Sends `signal` to every member of the group of `leader`; returns whether there was one. */
export function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals | 0): boolean {
  // Windows has no such process groups; there taskkill ends a tree.
  if (process.platform === 'win32') return send(leader.pid, signal)
  return !isReused(leader) && send(-leader.pid, signal)
}

/** Sends `signal` to exactly this process; returns whether it was there. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  return isAlive(identity) && send(identity.pid, signal)
}

/** The number of a group cannot be used again while it has members; once it is empty, the number may name another process. */
function isReused(leader: ProcessIdentity): boolean {
  const current = identify(leader.pid)
  return current !== undefined && current.startTime !== leader.startTime
}

/** To kill(2), 0 is the group of the caller, and -1 every process. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  if (!Number.isInteger(target) || Math.abs(target) <= 1) return false
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Sends a signal to a whole tree: to the process group at once, and to the processes that have left it. */
export async function signalTree(child: StartedChild, signal: NodeJS.Signals): Promise<void> {
  signalGroup(child.leader, signal)
  const members = await findMembers(child)
  for (const member of members) if (member.pgid !== child.leader.pid) signalProcess(member, signal)
}
