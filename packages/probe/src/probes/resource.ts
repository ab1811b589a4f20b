import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { WaitOnOptions } from 'wait-on'
import { invalidArgument } from '@portside/errors'
import type { Probe, ProbeRun } from '../probe'
import { sleep } from '../sleep'
import { exec } from './exec'

const intervalMs = 25
const shortestRoundMs = 1000
const longestRoundMs = 10_000

/**
 * Ready when wait-on finds `name` available: `tcp:host:port`, `http://…`, `http-get://…`, `https://…`, `socket:path`,
 * `file:path`, or a path. wait-on is loaded with the first wait, and sees no proxy. `command:line` is `exec(line)`, which
 * runs where the target does and can be killed.
 *
 * wait-on cannot be cancelled, so it runs in rounds: the wait ends at once when aborted, wait-on itself with its round,
 * after a second (files, TCP, sockets) or at most ten (HTTP).
 * @throws TypeError when `name` is not as described.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function resource(name: string): Probe {
  checkResource(name)
  const description = `${name} is available`
  if (name.startsWith('command:')) return { description, wait: exec(name.slice('command:'.length)).wait }
  return {
    description,
    wait: (target, run) => waitInRounds(absolute(name, target.cwd), run, description),
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
  if (/^(https?(-get)?|tcp):/.test(name)) return name
  const [, prefix = 'file:', path = ''] = /^(file:|socket:)?(.*)$/s.exec(name) ?? []
  return prefix + resolve(cwd, path)
}

async function waitInRounds(name: string, run: ProbeRun, description: string): Promise<void> {
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
