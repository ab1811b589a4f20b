import { argumentsOf } from '../table/process-identity'
import type { ProcessEntry } from '../table/process-entry'
import { findDescendants } from '../table/process-tree'

/** A warden of a run inside of this one exits by itself, as soon as its work is done. */
const wardenName = 'portside-warden'

/** Returns `tree` without the daemons with one of these names, and without the processes that those have started. */
export function withoutLeftRunning(
  tree: readonly ProcessEntry[],
  table: readonly ProcessEntry[],
  names: readonly string[],
): readonly ProcessEntry[] {
  const leaveRunning = tree.filter((entry) => isLeftRunning(entry, [wardenName, ...names]))
  if (leaveRunning.length === 0) return tree
  const leftRunning = new Set(findDescendants(table, leaveRunning).map(({ pid }) => pid))
  return tree.filter(({ pid }) => !leftRunning.has(pid))
}

/** Matches a name with the last part of an argument: of a path, or of the full name of a Java class. */
function isLeftRunning(entry: ProcessEntry, names: readonly string[]): boolean {
  return argumentsOf(entry).some((argument) => names.includes(argument.split(/[/.]/).at(-1) ?? ''))
}
