import timers from 'node:timers'

// Captured when the module is loaded: the fake timers of a test replace these later.
const { setTimeout: startTimer, clearTimeout: stopTimer } = timers

/** How long a start that is no longer wanted may go on, in milliseconds: it has something to undo. */
const patienceMs = 5000

/** Waits for `work`, but only for a limited time after `signal` was aborted; then rejects with its reason. */
export async function unlessGivenUp<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  limitMs = patienceMs,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  let begin = (): void => undefined
  const givenUp = new Promise<never>((_, reject) => {
    begin = () => (timer = startTimer(() => reject(signal.reason as Error), limitMs))
  })
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin)
  return Promise.race([work, givenUp]).finally(() => {
    signal.removeEventListener('abort', begin)
    stopTimer(timer)
  })
}
