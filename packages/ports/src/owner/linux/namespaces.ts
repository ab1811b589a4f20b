import { readdirSync, readlinkSync, statSync } from 'node:fs'

const folder = '/run/netns'

/** Finds the name under which ip-netns(8) keeps the network namespace of a process; it bind-mounts the namespace there. */
export function networkNamespaceName(pid: number): string | undefined {
  const inode = /^net:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[1]
  return readdirSync(folder).find((name) => String(statSync(`${folder}/${name}`).ino) === inode)
}

/** Reads the id of the network namespace of a process (network_namespaces(7)); `undefined` if this user may not see it. */
export function networkNamespace(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return undefined
  }
}

/** Reads the name of this process's PID namespace (pid_namespaces(7)); `undefined` if there is none. */
export function pidNamespace(): string | undefined {
  try {
    return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : undefined
  } catch {
    return undefined
  }
}
