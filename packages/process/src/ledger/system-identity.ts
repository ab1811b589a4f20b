import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { SystemIdentity } from './ledger-run'
import { readProc } from '../table/linux-table'

/** Reads the machine, boot (random(4)) and PID namespace (pid_namespaces(7)) of this process. */
export function systemIdentity(): SystemIdentity {
  return {
    machine: [hostname(), readProc('/etc/machine-id')?.trim()].filter(Boolean).join(' '),
    bootId: readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    pidNamespace: readLink('/proc/self/ns/pid'),
  }
}

/** Returns whether process ids of `system` are valid in this one; an id that cannot be read does not match. */
export function isThisSystem({ machine, bootId, pidNamespace }: SystemIdentity): boolean {
  const here = systemIdentity()
  const isKnown = here.bootId !== '' && here.pidNamespace !== ''
  return isKnown && machine === here.machine && bootId === here.bootId && pidNamespace === here.pidNamespace
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
