import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { SystemIdentity } from './ledger-run'
import { readProc } from './process-table-linux'

/** The machine, boot (random(4)) and PID namespace (pid_namespaces(7)) of this process. */
export function systemIdentity(): SystemIdentity {
  return {
    machine: [hostname(), readProc('/etc/machine-id')?.trim()].filter(Boolean).join(' '),
    bootId: readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    pidNamespace: readLink('/proc/self/ns/pid'),
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
