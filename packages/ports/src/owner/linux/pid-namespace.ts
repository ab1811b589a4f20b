import { readlinkSync } from 'node:fs'

/** The name of this process's pid namespace (pid_namespaces(7)); `undefined` where there is none. */
export function pidNamespace(): string | undefined {
  try {
    return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : undefined
  } catch {
    return undefined
  }
}
