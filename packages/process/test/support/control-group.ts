import { accessSync, constants, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** Whether groups can be made below this one: cgroups(7), version 1. */
export function canWriteGroup(group: string): boolean {
  try {
    accessSync(join(group, 'cgroup.procs'), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Removes a group if it is empty, which after the end of its last process takes the kernel a moment; returns whether it was. */
export function isRemoved(group: string): boolean {
  try {
    rmdirSync(group)
    return true
  } catch {
    return false
  }
}
