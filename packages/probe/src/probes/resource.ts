import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import { startPace } from '../pace'
import type { Probe, ProbeRun } from '../probe'
import { sleep } from '../sleep'

const intervalMs = 25
const longestRoundMs = 10_000

/**
 * Ready when wait-on finds `name` available: `tcp:host:port`, `http://…`, `http-get://…`, `https://…`, `socket:path`,
 * `file:path`, `command:line`, or a path. wait-on is loaded with the first wait, and sees no proxy.
 *
 * It cannot be cancelled, so it runs in rounds: the wait ends at once when aborted, wait-on itself with its round, after
 * a second (files, TCP, sockets) or at most ten (HTTP, commands).
 * @throws TypeError when `name` is not as described.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function resource(name: string): Probe {
  checkResource(name)
  const description = `${name} is available`
  return {
    description,
    wait: async (target, run) => {
      const pace = startPace()
      try {
        await waitInRounds(absolute(name, target.cwd), run, description, pace.elapsedMs)
      } finally {
        pace.end()
      }
    },
  }
}

/** wait-on says so too, but only once it is loaded. */
function checkResource(name: unknown): void {
  const isWrong =
    typeof name !== 'string' ||
    name === '' ||
    (/^https?(-get)?:/.test(name) && !/^https?(-get)?:\/\/./.test(name)) ||
    (name.startsWith('tcp:') && !/^tcp:(\[[^\]]+\]:|[^:/]*:)?\d+$/.test(name))
  if (isWrong) throw invalidArgument('name', "a resource such as 'tcp:127.0.0.1:5432' or 'http-get://127.0.0.1/'", name)
}

function absolute(name: string, cwd: string): string {
  if (/^(https?(-get)?|tcp|command):/.test(name)) return name
  const [, prefix = 'file:', path = ''] = /^(file:|socket:)?(.*)$/s.exec(name) ?? []
  return prefix + resolve(cwd, path)
}

async function waitInRounds(name: string, run: ProbeRun, description: string, elapsedMs: () => number): Promise<void> {
  run.note({ probe: description, outcome: 'pending', detail: 'not available so far' })
  const { default: waitOn } = await import('wait-on')
  const end = aborted(run.signal)
  while (!run.signal.aborted) {
    const timeout = roundMs(name, elapsedMs())
    const options = {
      resources: [name],
      interval: intervalMs,
      window: 0,
      timeout,
      httpTimeout: timeout,
      simultaneous: 1,
    }
    // `false` is what turns environment proxies off; the types know only the object.
    const round = waitOn({ ...options, proxy: false as never }).then(() => undefined, noteAndPause(run, description))
    if ((await Promise.race([round, end])) === undefined) return run.signal.throwIfAborted()
  }
  run.signal.throwIfAborted()
}

/** Grows with the time waited, so that a slow answer is not cut off in each round. */
function roundMs(name: string, elapsedMs: number): number {
  const isSlow = /^(https?(-get)?|command):/.test(name)
  return isSlow ? Math.round(Math.min(Math.max(elapsedMs, 1000), longestRoundMs)) : 1000
}

function noteAndPause(run: ProbeRun, description: string): (error: unknown) => Promise<'again'> {
  return async (error) => {
    const detail = error instanceof Error ? error.message : String(error)
    const isTimeout = detail.startsWith('Timed out')
    if (!run.signal.aborted)
      run.note({ probe: description, outcome: isTimeout ? 'pending' : 'failed', detail, cause: error })
    if (!isTimeout) await sleep(intervalMs, run.signal)
    return 'again'
  }
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'), { once: true }))
}
