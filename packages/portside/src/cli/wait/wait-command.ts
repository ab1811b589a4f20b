import { setTimeout as delay } from 'node:timers/promises'
import type { ProbeAttempt, WaitLimits } from '@portside/probe'
import type { Command } from '../terminal/command'
import { exitCodes } from '../terminal/exit-codes'
import { waitForResource } from './wait-for-resource'
import { parseWaitOptions, type WaitOptions, waitOptions } from './wait-options'
import { reportWaits, type WaitResult } from './wait-result'
import { parseWaitTarget, type WaitTarget } from './wait-target'
import { waitUntilGone } from './wait-until-gone'
import { withSignals } from '../terminal/with-signals'

const firstNoticeMs = 1000

/** `portside wait`. */
export const waitCommand: Command = {
  summary: 'Wait until servers, ports or files are there, or gone',
  usage: '[options] <resource...>',
  options: waitOptions,
  sections: [
    {
      title: 'Resources',
      rows: [
        [
          'http://host:port/path, https://…',
          'it answers a GET with 2xx or 3xx, never through a proxy (http://user:password@host… sends that login)',
        ],
        ['3000, host:3000, tcp:3000, tcp:host:3000', 'it takes connections'],
        [
          'postgres://…, mysql://…, redis://…, mongodb://…, amqp://…, mqtt://…, nats://…',
          'it answers as a server of that kind does',
        ],
        ['grpc://host:port[/service]', 'its gRPC health service says SERVING (grpcs://… over TLS)'],
        [
          'file:path, socket:path, command:line, path, http://unix:path:/url',
          'as wait-on has them (the last one: it answers HEAD with 2xx)',
        ],
      ],
    },
    'A time is in milliseconds, or such as 500ms, 30s, 5m, 1h.',
    'Exit code: 0 if all are there (or gone), 1 if one is not, with the reason and who has its port, 2 for wrong arguments.',
  ],
  examples: [
    'portside wait http://localhost:3000/health postgres://localhost:5432',
    'portside wait -t 5s 6379 file:build/done',
    'portside wait --reverse localhost:3000',
  ],
  run: waitForResources,
}

/** Waits until all resources are available, or gone. */
async function waitForResources(args: readonly string[]): Promise<number> {
  const options = await parseWaitOptions(args)
  const targets = options.resources.map((resource) => parseWaitTarget(resource, options))
  return withSignals(async (signals) => {
    const abort = new AbortController()
    const signal = AbortSignal.any([signals.interrupted, abort.signal])
    const waits = waitForAll(targets, options, signal)
    const results = await signals.unlessInterrupted(waits).finally(() => abort.abort())
    reportWaits(results, options.isReverse ?? false, options.isJson)
    return results.every(({ isDone }) => isDone) ? 0 : exitCodes.failure
  })
}

/** The delay is part of the time-out, as with wait-on. */
async function waitForAll(
  targets: readonly WaitTarget[],
  options: WaitOptions,
  signal: AbortSignal,
): Promise<readonly WaitResult[]> {
  const { delayMs, timeoutMs, isLogged, isVerbose } = options
  if (isLogged || isVerbose) for (const { name } of targets) print(`waits for ${wanted(name, options)}`)
  await delay(delayMs, undefined, { signal })
  return Promise.all(targets.map((target) => waitFor(target, options, { timeoutMs: timeoutMs - delayMs, signal })))
}

async function waitFor(target: WaitTarget, options: WaitOptions, limits: WaitLimits): Promise<WaitResult> {
  const stopReporting = reportWhileWaiting(target.name, options)
  const wait = options.isReverse ? waitUntilGone : waitForResource
  const { intervalMs } = options
  const pace = { intervalMs, attemptTimeoutMs: attemptTimeoutOf(target.name, options) }
  return wait(target, {
    ...limits,
    ...pace,
    ...(options.isVerbose && { onAttempt: printChanges(target.name) }),
  }).finally(stopReporting)
}

/** Each kind of resource of wait-on has a limit of its own. */
function attemptTimeoutOf(name: string, { attemptTimeoutMs }: WaitOptions): number | undefined {
  const [, kind] = /^(http|tcp|command)/.exec(name) ?? []
  return attemptTimeoutMs[kind as keyof typeof attemptTimeoutMs]
}

/** Prints that it waits after a second, and then ever more rarely. */
function reportWhileWaiting(name: string, options: WaitOptions): () => void {
  const startedAtMs = performance.now()
  let timer = setTimeout(notice, firstNoticeMs)
  return () => clearTimeout(timer)

  function notice(): void {
    const elapsedMs = performance.now() - startedAtMs
    print(`waits for ${wanted(name, options)} (${Math.round(elapsedMs / 1000)} s)`)
    timer = setTimeout(notice, elapsedMs)
  }
}

function wanted(name: string, { isReverse }: WaitOptions): string {
  return isReverse ? `${name} to be gone` : name
}

/** Prints each failed attempt that differs from the one before it on its address: there may be hundreds a second. */
function printChanges(name: string): (attempt: ProbeAttempt) => void {
  const last = new Map<string, string>()
  return ({ address = '', detail }) => {
    if (last.get(address) === detail) return
    last.set(address, detail)
    print([name, address, detail].filter((part) => part !== '').join(': '))
  }
}

function print(text: string): void {
  process.stderr.write(`portside ${text}\n`)
}
