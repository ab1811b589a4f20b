import { parseArgs } from 'node:util'
import { describeOwner, findPortOwner } from '@portside/ports'
import { type Readiness, waitUntilReady } from '@portside/probe'
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
  /** What was seen last, where it is not ready. */
  readonly evidence: readonly string[]
}

/** `portside wait`: waits until all resources are there. Resolves to the exit code. */
export async function waitCommand(args: readonly string[]): Promise<number> {
  const options = { timeout: { type: 'string', short: 't' }, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  if (positionals.length === 0) throw new TypeError('Expected a resource: portside wait http://localhost:3000 tcp:5432')
  const timeoutMs = Number(values.timeout ?? defaultTimeoutMs)
  if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs))
    throw new TypeError(`Expected \`--timeout\` to be milliseconds above 0, got '${values.timeout}'`)
  const targets = positionals.map(parseWaitTarget)
  return withSignals(async (signals) => {
    const abort = new AbortController()
    const signal = AbortSignal.any([signals.interrupted, abort.signal])
    const waits = targets.map(async (target) => waitFor(target, timeoutMs, signal))
    const results = await signals.unlessInterrupted(Promise.all(waits)).finally(() => abort.abort())
    report(results, values.json ?? false)
    return results.every(({ isReady }) => isReady) ? 0 : exitCodes.failure
  })
}

/** Waits on all addresses at once; the first that is ready ends the others. */
async function waitFor(target: WaitTarget, timeoutMs: number, outer: AbortSignal): Promise<WaitResult> {
  const first = new AbortController()
  const signal = AbortSignal.any([outer, first.signal])
  const stopTelling = tellWhileWaiting(target.name)
  const waits = target.targets.map(async (at) => {
    const readiness = await waitUntilReady(target.probe, at, { timeoutMs, signal })
    if (readiness.state === 'ready') first.abort()
    return readiness
  })
  const ends = await Promise.all(waits).finally(stopTelling)
  const isReady = ends.some(({ state }) => state === 'ready')
  const elapsedMs = Math.round(Math.min(...ends.map((end) => end.elapsedMs)))
  return { resource: target.name, isReady, elapsedMs, evidence: isReady ? [] : await evidenceOf(target, ends) }
}

async function evidenceOf({ targets }: WaitTarget, ends: readonly Readiness[]): Promise<readonly string[]> {
  const seen = ends
    .flatMap(({ attempts }) => attempts)
    .map(({ address, detail }) => (address === undefined ? detail : `${address}: ${detail}`))
  const { host = '', port } = targets[0] ?? {}
  // Who has the port of another machine is not seen from here.
  if (port === undefined || !isLoopback(host)) return [...new Set(seen)]
  const owner = await findPortOwner(port)
  const who = owner === undefined ? `nobody is seen to have port ${port}` : `port ${port}: ${describeOwner(owner)}`
  return [...new Set(seen), who]
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

function describe({ resource, isReady, elapsedMs, evidence }: WaitResult): string {
  if (isReady) return `portside ${resource} is ready (${elapsedMs} ms)\n`
  return `portside ${resource} was not ready within ${elapsedMs} ms\n${evidence.map((line) => `  ${line}\n`).join('')}`
}
