import { registry } from './registry'

/** Few enough that connections to our own listeners never overrun their backlog, which systems cut to 128 at the lowest. */
const atOnce = 128

/** Runs `work` when fewer than {@link atOnce} others run in this thread; the others wait, first in, first out. */
export async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const { turns } = registry()
  if (turns.running < atOnce) turns.running += 1
  else await new Promise<void>((resolve) => turns.waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = turns.waiting.shift()
    if (next === undefined) turns.running -= 1
    else next()
  }
}
