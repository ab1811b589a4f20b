import { argumentsOf } from '../table/process-identity'
import type { ProcessEntry } from '../table/process-entry'
import { findDescendants } from '../table/process-tree'

/** A warden of a run inside of this one ends by itself, as soon as it has done its work. */
const wardenName = 'portside-warden'

/** `tree` without the daemons that go by one of these names, and without what those have started. */
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

/** A name is the last part of an argument: of a path, or of the full name of a Java class. */
function isLeftRunning(entry: ProcessEntry, names: readonly string[]): boolean {
  return argumentsOf(entry).some((argument) => names.includes(argument.split(/[/.]/).at(-1) ?? ''))
}
