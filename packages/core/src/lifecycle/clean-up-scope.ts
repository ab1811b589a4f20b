/** Clean-ups of something that was started. */
export interface CleanUpScope {
  /** Registers a clean-up. After `close` it runs at once. */
  readonly defer: (cleanUp: CleanUp) => void
  /**
   * Runs every clean-up once, the last registered first, also when one fails. Throws the first error of a clean-up,
   * after all have run.
   */
  readonly close: () => Promise<void>
}

/** Undoes one thing. */
export type CleanUp = () => unknown

/** Makes an empty scope. */
export function createScope(): CleanUpScope {
  const cleanUps: CleanUp[] = []
  let closed: Promise<void> | undefined
  return {
    defer: (cleanUp) => {
      cleanUps.push(cleanUp)
      // What comes too late has nobody to tell its error to.
      closed = closed?.then(() => runAll(cleanUps)).catch(() => undefined)
    },
    close: () => (closed ??= runAll(cleanUps)),
  }
}

async function runAll(cleanUps: CleanUp[]): Promise<void> {
  const errors: unknown[] = []
  for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) {
    await Promise.resolve()
      .then(cleanUp)
      .catch((error: unknown) => errors.push(error))
  }
  if (errors.length > 0) throw errors[0]
}
