import { performance } from 'node:perf_hooks'
import { clearTimeout, setTimeout } from 'node:timers'
import { globalState } from '@portside/internal'

/** The pauses between tries, as a function of the time waited. */
export interface Rhythm {
  /** The shortest pause, in milliseconds. */
  readonly minMs: number
  /** The longest pause of a lone wait, in milliseconds. */
  readonly maxMs: number
  /** How long all pauses are the shortest, in milliseconds. */
  readonly eagerMs: number
  /** After that, the length of a pause as a share of the time waited. */
  readonly share: number
}

/** For connections without another sign of when to try: refused ones cost about 0.15 ms. */
export const connectRhythm: Rhythm = { minMs: 1, maxMs: 25, eagerMs: 300, share: 0.02 }

/** For connections that are tried when the number of sockets grows: these tries are for sockets that the count misses. */
export const watchedRhythm: Rhythm = { minMs: 5, maxMs: 150, eagerMs: 0, share: 0.1 }

/** For checks of the number of sockets, which cost less than the timer that starts them. */
export const watchRhythm: Rhythm = { minMs: 1, maxMs: 5, eagerMs: 300, share: 0.004 }

/**
 * For connections to a service that reports when it listens, and checks of the number of sockets while it has not. The report comes first; but what
 * listens may be another program that it has started, or a library that reports nothing, and must not be found later for that.
 */
export const reportedRhythm: Rhythm = { minMs: 20, maxMs: 20, eagerMs: 0, share: 0 }

/** For looks at the system's table of sockets, which take it milliseconds. */
export const tableRhythm: Rhythm = { minMs: 50, maxMs: 500, eagerMs: 0, share: 0.05 }

/** For requests that were answered, which the service may log. */
export const requestRhythm: Rhythm = { minMs: 10, maxMs: 100, eagerMs: 0, share: 0.05 }

/** For commands, which cost a process each. */
export const commandRhythm: Rhythm = { minMs: 25, maxMs: 500, eagerMs: 0, share: 0.05 }

/** The pauses of one wait. */
export interface Pace {
  readonly elapsedMs: () => number
  /** Returns the pause until the next try, in milliseconds. */
  readonly pauseMs: (rhythm: Rhythm) => number
  /** Must be called when the wait is over: the waits of a process share their budget. */
  readonly end: () => void
}

/** Starts counting the time of a wait. */
export function startPace(): Pace {
  const startedAtMs = performance.now()
  const elapsedMs = (): number => performance.now() - startedAtMs
  const waits = activeWaits()
  waits.count += 1
  return {
    elapsedMs,
    pauseMs: (rhythm) => pauseMs(rhythm, elapsedMs(), waits.count),
    end: () => void (waits.count -= 1),
  }
}

const sharedMaxMs = 100

/** Returns the pause after `elapsedMs` when `waits` waits run in the process: each takes its turn. */
export function pauseMs(rhythm: Rhythm, elapsedMs: number, waits: number): number {
  const { minMs, maxMs, eagerMs, share } = rhythm
  const aloneMs = elapsedMs < eagerMs ? minMs : Math.min(Math.max(elapsedMs * share, minMs), maxMs)
  return Math.min(aloneMs * Math.max(waits, 1), Math.max(aloneMs, sharedMaxMs))
}

/** The only registry of this package: one process may load both its builds. */
function activeWaits(): { count: number } {
  return globalState('probe.waits', () => ({ count: 0 }))
}

/**
 * Resolves after `ms` milliseconds, or at once when `signal` aborts. The timers come from `node:timers`, because test files replace the global ones.
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
