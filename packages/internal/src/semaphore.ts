/** Lets a limited number of tasks run at once. */
export interface Semaphore {
  running: number
  readonly waiting: (() => void)[]
}

/** Makes a semaphore that nobody holds. Its record may be shared by several copies of this code. */
export function createSemaphore(): Semaphore {
  return { running: 0, waiting: [] }
}

/** Runs `work` when fewer than `atOnce` others run; the others wait, first come first served. */
export async function withSemaphore<Result>(
  semaphore: Semaphore,
  atOnce: number,
  work: () => Promise<Result>,
): Promise<Result> {
  if (semaphore.running < atOnce) semaphore.running += 1
  else await new Promise<void>((resolve) => semaphore.waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = semaphore.waiting.shift()
    if (next === undefined) semaphore.running -= 1
    else next()
  }
}
