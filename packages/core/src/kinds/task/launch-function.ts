import { setTimeout as delay } from 'node:timers/promises'
import { unfinishedError } from '../../diagnose/exit-errors'
import type { Launch, StartContext } from '../../contract/start-context'

/** Calls the function of a task with its needs and waits for it. Throws the error of the function, and `E_NOT_READY` when it takes too long. */
export async function launchFunction(
  step: (needs: unknown) => unknown,
  timeoutMs: number,
  { name, needs, signal }: StartContext,
): Promise<Launch> {
  const over = new AbortController()
  const late = delay(timeoutMs, 'late', { signal: AbortSignal.any([over.signal, signal]) })
  try {
    const end = await Promise.race([callStep(step, needs), late])
    if (end === 'late') throw unfinishedError(name, timeoutMs, '')
    return { data: {} }
  } finally {
    over.abort()
  }
}

async function callStep(step: (needs: unknown) => unknown, needs: unknown): Promise<'done'> {
  await step(needs)
  return 'done'
}
