// Keeps the clean-ups of the global setup for the global teardown on the global object: the two are separate bundles.
import { globalState } from '@portside/internal'

type CleanUp = () => Promise<void>

/** Adds a clean-up for the global teardown. */
export function addCleanUp(cleanUp: CleanUp): void {
  cleanUps().push(cleanUp)
}

/** Returns whether there is a clean-up to run. */
export function hasCleanUps(): boolean {
  return cleanUps().length > 0
}

/** Runs all clean-ups, the last one first. */
export async function runCleanUps(): Promise<void> {
  for (let cleanUp = cleanUps().pop(); cleanUp !== undefined; cleanUp = cleanUps().pop()) await cleanUp()
}

function cleanUps(): CleanUp[] {
  return globalState('jest.clean-ups', () => ({ list: [] as CleanUp[] })).list
}
