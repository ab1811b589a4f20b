import { pollUntil } from '../../src/stop/poll-until'

/** Waits for a condition; fails with its name when it does not hold within ten seconds. */
export async function until(name: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await pollUntil(condition, performance.now() + 10_000))) throw new Error(`${name}: not within 10 seconds`)
}
