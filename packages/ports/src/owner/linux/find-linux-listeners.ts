import type { ProcessListener } from '../process-listener'
import { openFiles } from './find-socket-process'
import { hasOwnProc } from './has-own-proc'
import { networkNamespace } from './network-namespace'
import { readListeners } from './read-listeners'

/** The sockets on which a process listens, from /proc: in its own network namespace, whichever that is. */
export function findLinuxListeners(pid: number): ProcessListener[] {
  if (!hasOwnProc()) return []
  const files = new Set(openFiles(pid))
  const isElsewhere = networkNamespace(pid) !== networkNamespace('self')
  return readListeners(isElsewhere ? pid : 'self')
    .filter(({ inode }) => files.has(`socket:[${inode}]`))
    .map(({ localAddress, localPort }) => ({ pid, address: localAddress, port: localPort, isElsewhere }))
}
