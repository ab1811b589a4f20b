import { setTimeout as delay } from 'node:timers/promises'
import { maxTimerMs, type PortsideError } from '@portside/errors'
import { restartedError } from '../../diagnose/exit-errors'
import type { Launch, StartContext } from '../../contract/start-context'

const firstDelayMs = 100

/**
 * Restarts a launch that crashes, on the same ports, up to `maxRestarts` times: at once first, then after 100 ms, twice as long each time. It counts as crashed
 * when it dies after the last restart or does not become ready again. The process id stays that of the first launch.
 */
export function restartOnCrash(launch: Launch, maxRestarts: number, context: StartContext): Launch {
  let current = launch
  let restarting: Promise<unknown> = Promise.resolve()
  const takenOver = new AbortController()
  // A stop waits until a restart in progress has noticed it.
  context.defer(() => restarting.catch(() => undefined))
  return {
    ...launch,
    crashed: lastCrash(),
    // It is restarted as a whole.
    revived: new Promise<never>(() => undefined),
    steady: async () => current.steady?.(),
    ...(launch.output && {
      output: {
        text: (beginMs) => current.output?.text(beginMs) ?? '',
        waitFor: async (pattern, signal) => current.output?.waitFor(pattern, signal) ?? [],
      },
    }),
    ...(launch.control && {
      control: {
        pause: async () => current.control?.pause(),
        resume: async () => current.control?.resume(),
        kill: async () => current.control?.kill(),
      },
    }),
    relaunch: async (whileStopped) => {
      // The owner decides when the service comes back, even after killing it.
      takenOver.abort()
      await restarting.catch(() => undefined)
      return restartOnCrash(await relaunched(whileStopped), maxRestarts, context)
    },
  }

  async function lastCrash(): Promise<PortsideError> {
    for (let restarts = 0; ; restarts += 1) {
      const crash = await (current.crashed ?? new Promise<never>(() => undefined))
      if (takenOver.signal.aborted) return new Promise<never>(() => undefined)
      if (restarts === maxRestarts) return restartedError(crash, restarts)
      const attempt = restartAfter(restarts === 0 ? 0 : Math.min(firstDelayMs * 2 ** (restarts - 1), maxTimerMs))
      restarting = attempt
      const failure = await attempt.then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      if (context.signal.aborted || takenOver.signal.aborted) return new Promise<never>(() => undefined)
      if (failure !== undefined) return restartedError(crash, restarts + 1, failure.error)
    }
  }

  async function restartAfter(delayMs: number): Promise<void> {
    // A ready service does not keep this process alive either.
    const signal = AbortSignal.any([context.signal, takenOver.signal])
    if (delayMs > 0) await delay(delayMs, undefined, { signal, ref: false })
    signal.throwIfAborted()
    // Holders of the address are not notified of another one.
    current = await relaunched(() => undefined, false)
  }

  async function relaunched(whileStopped: () => unknown, mayMove = true): Promise<Launch> {
    return (await current.relaunch?.(whileStopped, mayMove)) ?? current
  }
}
