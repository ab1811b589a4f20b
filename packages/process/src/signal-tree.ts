import { findMembers } from './members/find-members'
import { signalGroup, signalProcess } from './stop/send-signal'
import type { StartedChild } from './members/started-child'

/** Sends a signal to a whole tree: the process group at once, and what has left it. */
export async function signalTree(child: StartedChild, signal: NodeJS.Signals): Promise<void> {
  signalGroup(child.leader, signal)
  const members = await findMembers(child)
  for (const member of members) if (member.pgid !== child.leader.pid) signalProcess(member, signal)
}
