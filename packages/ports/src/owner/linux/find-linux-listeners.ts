import { readlinkSync } from 'node:fs'
import type { ProcessListener } from '../process-listener'
import { openFiles } from './find-socket-process'
import { readListeners } from './read-listeners'

/** The sockets on which a process listens, from /proc: in its own network namespace, whichever that is. */
export function findLinuxListeners(pid: number): ProcessListener[] {
  const files = new Set(openFiles(pid))
  const isElsewhere = networkNamespace(pid) !== networkNamespace('self')
  return readListeners(isElsewhere ? pid : 'self')
    .filter(({ inode }) => files.has(`socket:[${inode}]`))
    .map(({ localAddress, localPort }) => ({ pid, address: localAddress, port: localPort, isElsewhere }))
}

/** What names the network namespace of a process (network_namespaces(7)); nothing where that may not be seen. */
function networkNamespace(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return undefined
  }
}
