import { startTimer } from './clock'

/** Rejects with the reason of `signal` if that is aborted before `work` is done, or has been already. */
export async function unlessAborted<Result>(work: Result | Promise<Result>, signal: AbortSignal): Promise<Result> {
  let giveUp = (): void => undefined
  const aborted = new Promise<never>((_, reject) => (giveUp = () => reject(signal.reason as Error)))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', giveUp))
}

/** How long a start that is no longer wanted may go on, in milliseconds: it has something to undo. */
const patienceMs = 5000

/** Waits for `work`, but only for a limited time after `signal` was aborted; then rejects with its reason. */
export async function unlessGivenUp<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  limitMs = patienceMs,
): Promise<Result> {
  let stopTimer = (): void => undefined
  let begin = (): void => undefined
  const givenUp = new Promise<never>((_, reject) => {
    begin = () => (stopTimer = startTimer(() => reject(signal.reason as Error), limitMs))
  })
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin)
  return Promise.race([work, givenUp]).finally(() => {
    signal.removeEventListener('abort', begin)
    stopTimer()
  })
}
