import { invalidArgument } from '@portside/errors'

/** The clean-ups of something that was started. */
export interface CleanUpScope {
  /** Registers a clean-up. After `close` it runs at once. */
  readonly defer: (cleanUp: CleanUp) => void
  /** Runs every clean-up once, in reverse order of registration, even if one fails. Throws the first error after all have run. */
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
      if (closed === undefined) return
      closed = runLate(closed, cleanUps)
      // Only a caller that closes the scope again waits for it.
      closed.catch(() => undefined)
    },
    close: () => (closed ??= runAll(cleanUps)),
  }
}

/** Runs a clean-up, synchronous or not. Rejects with the error that it throws, and with a `TypeError` when it is not a function. */
export async function runCleanUp(cleanUp: CleanUp): Promise<unknown> {
  // Users write clean-ups, some of them in JavaScript.
  if (typeof cleanUp !== 'function')
    throw invalidArgument('cleanUp', 'a function, such as () => server.close(), not its result', cleanUp)
  return cleanUp()
}

async function runAll(cleanUps: CleanUp[]): Promise<void> {
  const errors: unknown[] = []
  while (cleanUps.length > 0) {
    await runCleanUp(cleanUps.pop() as CleanUp).catch((error: unknown) => errors.push(error))
  }
  if (errors.length > 0) throw errors[0]
}

/** Runs the clean-ups that were registered after a scope was closed, even if its close failed. The scope keeps the outcome of that close. */
async function runLate(closed: Promise<void>, cleanUps: CleanUp[]): Promise<void> {
  await closed.catch(() => undefined)
  await runAll(cleanUps).catch(() => undefined)
  return closed
}
