// Keeps what the global setup leaves to the global teardown on the global object: the two are separate bundles.
const key = Symbol.for('portside.jest.clean-ups')

type CleanUp = () => Promise<void>

/** Leaves a clean-up to the global teardown. */
export function addCleanUp(cleanUp: CleanUp): void {
  cleanUps().push(cleanUp)
}

/** Whether there is something to clean up. */
export function hasCleanUps(): boolean {
  return cleanUps().length > 0
}

/** Runs all clean-ups, the last one first. */
export async function runCleanUps(): Promise<void> {
  for (let cleanUp = cleanUps().pop(); cleanUp !== undefined; cleanUp = cleanUps().pop()) await cleanUp()
}

function cleanUps(): CleanUp[] {
  const holder = globalThis as { [key]?: CleanUp[] }
  return (holder[key] ??= [])
}
