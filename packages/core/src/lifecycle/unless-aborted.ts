/** Rejects with the reason of `signal` if that is aborted before `work` is done, or has been already. */
export async function unlessAborted<Result>(work: Result | Promise<Result>, signal: AbortSignal): Promise<Result> {
  let giveUp = (): void => undefined
  const aborted = new Promise<never>((_, reject) => (giveUp = () => reject(signal.reason as Error)))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', giveUp))
}
