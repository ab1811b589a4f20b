import { readlinkSync } from 'node:fs'

/** What names the network namespace of a process (network_namespaces(7)); nothing where that may not be seen. */
export function networkNamespace(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return undefined
  }
}
