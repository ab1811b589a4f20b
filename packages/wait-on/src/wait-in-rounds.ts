import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProbeRun } from '@portside/probe'
import type { WaitOnOptions } from 'wait-on'

const intervalMs = 25
const shortestRoundMs = 1000
const longestRoundMs = 10_000

/** Runs wait-on for `name` in rounds, since it cannot be cancelled. */
export async function waitInRounds(
  name: string,
  run: ProbeRun,
  description: string,
  options: Partial<WaitOnOptions>,
): Promise<void> {
  const startedAtMs = performance.now()
  run.note({ probe: description, outcome: 'pending', detail: 'not available so far' })
  const { default: waitOn } = await import('wait-on')
  const end = aborted(run.signal)
  while (!run.signal.aborted) {
    const limitMs = roundMs(name, performance.now() - startedAtMs, options)
    const round = waitOn(roundOptions(name, limitMs, run.signal, options)).then(
      () => 'ready',
      noteRound(run, description),
    )
    if ((await Promise.race([round, end])) === 'ready') return
  }
  run.signal.throwIfAborted()
}

/**
 * Returns the length of a round. An HTTP round grows with the time waited, so that a slow answer is not cut off each time; a round for a file has
 * room for its window.
 */
function roundMs(name: string, elapsedMs: number, { window = 0, interval = 0 }: Partial<WaitOnOptions>): number {
  const leastMs = Math.max(shortestRoundMs, 3 * Math.max(window, interval))
  return Math.round(name.startsWith('http') ? Math.max(leastMs, Math.min(elapsedMs, longestRoundMs)) : leastMs)
}

function roundOptions(
  name: string,
  timeout: number,
  signal: AbortSignal,
  options: Partial<WaitOnOptions>,
): WaitOnOptions {
  const { validateStatus = is2xx } = options
  return {
    interval: intervalMs,
    window: 0,
    simultaneous: 1,
    httpTimeout: timeout,
    // Turns the proxies of the environment off.
    proxy: false,
    ...options,
    resources: [name],
    timeout,
    // Any answer ends a round after an abort.
    validateStatus: (status) => signal.aborted || validateStatus(status),
  }
}

function is2xx(status: number): boolean {
  return status >= 200 && status < 300
}

function noteRound(run: ProbeRun, description: string): (error: unknown) => Promise<'again'> {
  return async (error) => {
    const detail = error instanceof Error ? error.message : String(error)
    const isTimeout = detail.startsWith('Timed out')
    if (run.signal.aborted) return 'again'
    run.note({ probe: description, outcome: isTimeout ? 'pending' : 'failed', detail, cause: error })
    // A resource that wait-on refuses fails at once, each time.
    if (!isTimeout) await pause(run.signal)
    return 'again'
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await delay(shortestRoundMs, undefined, { signal }).catch(() => {})
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'), { once: true }))
}
