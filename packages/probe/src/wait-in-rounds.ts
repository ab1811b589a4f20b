import { performance } from 'node:perf_hooks'
import type { WaitOnOptions } from 'wait-on'
import type { ProbeRun } from './probe'
import { sleep } from './sleep'

const intervalMs = 25
const shortestRoundMs = 1000
const longestRoundMs = 10_000

/** Has wait-on look for `name`, in rounds, since it cannot be cancelled. */
export async function waitInRounds(name: string, run: ProbeRun, description: string): Promise<void> {
  const startedAtMs = performance.now()
  run.note({ probe: description, outcome: 'pending', detail: 'not available so far' })
  const { default: waitOn } = await import('wait-on')
  const end = aborted(run.signal)
  while (!run.signal.aborted) {
    const round = waitOn(roundOptions(name, performance.now() - startedAtMs, run.signal)).then(
      () => 'ready',
      noteRound(run, description),
    )
    if ((await Promise.race([round, end])) === 'ready') return
  }
  run.signal.throwIfAborted()
}

/** An HTTP round grows with the time waited, so that a slow answer is not cut off in each. */
function roundOptions(name: string, elapsedMs: number, signal: AbortSignal): WaitOnOptions {
  const isHttp = name.startsWith('http')
  const timeout = isHttp ? Math.round(Math.min(Math.max(elapsedMs, shortestRoundMs), longestRoundMs)) : shortestRoundMs
  return {
    resources: [name],
    interval: intervalMs,
    window: 0,
    simultaneous: 1,
    timeout,
    httpTimeout: timeout,
    // Anything ends a round that nobody waits for any more.
    validateStatus: (status) => signal.aborted || (status >= 200 && status < 300),
    // Turns the proxies of the environment off.
    proxy: false,
  }
}

function noteRound(run: ProbeRun, description: string): (error: unknown) => Promise<'again'> {
  return async (error) => {
    const detail = error instanceof Error ? error.message : String(error)
    const isTimeout = detail.startsWith('Timed out')
    if (run.signal.aborted) return 'again'
    run.note({ probe: description, outcome: isTimeout ? 'pending' : 'failed', detail, cause: error })
    // A resource that wait-on refuses fails at once, each time.
    if (!isTimeout) await sleep(shortestRoundMs, run.signal)
    return 'again'
  }
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'), { once: true }))
}
