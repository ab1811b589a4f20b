import { parseArgs } from 'node:util'
import { waitForRunning } from '@portside/core/adapter'
import type { PortsideError, PortsideErrorCode } from '@portside/errors'
import { probe } from '@portside/probe'
import { describeOwner, findPortOwner } from '@portside/ports'
import { exitCodes } from './exit-codes'
import { parseWaitTarget, type WaitTarget } from './wait-target'
import { withSignals } from './with-signals'

const defaultTimeoutMs = 60_000
const longestTimeoutMs = 2 ** 31 - 1
const firstNoticeMs = 1000

/** How waiting for one resource ended. */
interface WaitResult {
  readonly resource: string
  readonly isReady: boolean
  readonly elapsedMs: number
  /** Why it is not ready: a code, what happened, what was seen and what to do; absent when it is. */
  readonly failure?: WaitFailure
}

type WaitFailure = Pick<PortsideError, 'code' | 'summary' | 'evidence' | 'hints'>

/** What one address of several says when another has more to tell. */
const leastTelling: ReadonlySet<PortsideErrorCode> = new Set(['E_NOT_LISTENING', 'E_WRONG_HOST', 'E_LOOPBACK'])

/** `portside wait`: waits until all resources are there. Resolves to the exit code. */
export async function waitCommand(args: readonly string[]): Promise<number> {
  const options = {
    timeout: { type: 'string', short: 't' },
    window: { type: 'string', short: 'w' },
    json: { type: 'boolean' },
  } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  if (positionals.length === 0) throw new TypeError('Expected a resource: portside wait http://localhost:3000 tcp:5432')
  const timeoutMs = durationOf('timeout', values.timeout) ?? defaultTimeoutMs
  const windowMs = durationOf('window', values.window)
  const targets = positionals.map(parseWaitTarget).map((target) => steady(target, windowMs))
  return withSignals(async (signals) => {
    const abort = new AbortController()
    const signal = AbortSignal.any([signals.interrupted, abort.signal])
    const waits = targets.map(async (target) => waitFor(target, timeoutMs, signal))
    const results = await signals.unlessInterrupted(Promise.all(waits)).finally(() => abort.abort())
    report(results, values.json ?? false)
    return results.every(({ isReady }) => isReady) ? 0 : exitCodes.failure
  })
}

function durationOf(option: string, text: string | undefined): number | undefined {
  const durationMs = text === undefined ? undefined : Number(text)
  if (durationMs === undefined || (durationMs > 0 && durationMs <= longestTimeoutMs)) return durationMs
  throw new TypeError(`Expected \`--${option}\` to be milliseconds above 0, got '${text}'`)
}

/** What must hold for a while, where that is asked for. */
function steady(target: WaitTarget, windowMs: number | undefined): WaitTarget {
  return windowMs === undefined ? target : { ...target, probe: probe.stable(target.probe, windowMs) }
}

/** Waits on all addresses at once; the first that is ready ends the others. */
async function waitFor(target: WaitTarget, timeoutMs: number, outer: AbortSignal): Promise<WaitResult> {
  const first = new AbortController()
  const signal = AbortSignal.any([outer, first.signal])
  const stopTelling = tellWhileWaiting(target.name)
  const waits = target.targets.map(async (at) => {
    const end = await waitForRunning(target.probe, at, { timeoutMs, signal })
    if (end.readiness.state === 'ready') first.abort()
    return end
  })
  const ends = await Promise.all(waits).finally(stopTelling)
  const elapsedMs = Math.round(Math.min(...ends.map(({ readiness }) => readiness.elapsedMs)))
  const result = { resource: target.name, elapsedMs }
  if (ends.some(({ readiness }) => readiness.state === 'ready')) return { ...result, isReady: true }
  const errors = ends.flatMap(({ error }) => error ?? [])
  const error = errors.find(({ code }) => !leastTelling.has(code)) ?? errors[0]
  return { ...result, isReady: false, ...(error && { failure: await failureOf(target, error, errors) }) }
}

async function failureOf(
  { targets }: WaitTarget,
  { code, summary, hints }: PortsideError,
  errors: readonly PortsideError[],
): Promise<WaitFailure> {
  const seen = errors.flatMap(({ evidence }) => evidence)
  const { host = '', port } = targets[0] ?? {}
  // Who has the port of another machine is not seen from here.
  const who = port === undefined || !isLoopback(host) ? [] : [await ownerOf(port)]
  return { code, summary, evidence: [...new Set([...seen, ...who])], hints: hints.map(inOptionsOfWait) }
}

async function ownerOf(port: number): Promise<string> {
  const owner = await findPortOwner(port)
  return owner === undefined ? `nobody is seen to have port ${port}` : `port ${port}: ${describeOwner(owner)}`
}

/** Hints name the options of a definition; this command has other names for them. */
function inOptionsOfWait(hint: string): string {
  return hint.replaceAll('`startTimeoutMs`', '`--timeout`').replaceAll('`ready`', 'the resource')
}

function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Says so after a second, and then ever more rarely. */
function tellWhileWaiting(name: string): () => void {
  const startedAtMs = performance.now()
  let timer = setTimeout(tell, firstNoticeMs)
  return () => clearTimeout(timer)

  function tell(): void {
    const elapsedMs = performance.now() - startedAtMs
    process.stderr.write(`portside waits for ${name} (${Math.round(elapsedMs / 1000)} s)\n`)
    timer = setTimeout(tell, elapsedMs)
  }
}

function report(results: readonly WaitResult[], isJson: boolean): void {
  if (isJson) process.stdout.write(`${JSON.stringify({ resources: results })}\n`)
  else for (const result of results) process.stderr.write(describe(result))
}

function describe({ resource, isReady, elapsedMs, failure }: WaitResult): string {
  if (isReady) return `portside ${resource} is ready (${elapsedMs} ms)\n`
  if (failure === undefined) return `portside ${resource} was not ready within ${elapsedMs} ms\n`
  const { code, summary, evidence, hints } = failure
  const lines = [...evidence, ...hints.map((hint) => `→ ${hint}`)].map((line) => `  ${line}\n`)
  return `portside ${resource} ${summary} (${code})\n${lines.join('')}`
}
