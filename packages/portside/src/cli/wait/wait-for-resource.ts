import { waitForRunning } from '@portside/core/main'
import type { PortsideError, PortsideErrorCode } from '@portside/errors'
import type { WaitLimits } from '@portside/probe'
import { ownerOf, type WaitFailure, type WaitResult } from './wait-result'
import type { WaitTarget } from './wait-target'

/** The codes of one address that are ignored when another address has a more precise one. */
const leastReporting: ReadonlySet<PortsideErrorCode> = new Set(['E_NOT_LISTENING', 'E_WRONG_HOST', 'E_LOOPBACK'])

/** Waits on all addresses at once; the first that is ready ends the others. */
export async function waitForResource(target: WaitTarget, limits: WaitLimits): Promise<WaitResult> {
  const first = new AbortController()
  const signal = AbortSignal.any([first.signal, ...(limits.signal === undefined ? [] : [limits.signal])])
  const waits = target.targets.map(async (at) => {
    const end = await waitForRunning(target.probe, at, { ...limits, signal })
    if (end.readiness.state === 'ready') first.abort()
    return end
  })
  const ends = await Promise.all(waits)
  const elapsedMs = Math.round(Math.min(...ends.map(({ readiness }) => readiness.elapsedMs)))
  const result = { resource: target.name, elapsedMs }
  if (ends.some(({ readiness }) => readiness.state === 'ready')) return { ...result, isDone: true }
  const errors = ends.flatMap(({ error }) => error ?? [])
  const error = errors.find(({ code }) => !leastReporting.has(code)) ?? errors[0]
  return { ...result, isDone: false, ...(error && { failure: await failureOf(target, error, errors) }) }
}

async function failureOf(
  { targets }: WaitTarget,
  { code, summary, hints }: PortsideError,
  errors: readonly PortsideError[],
): Promise<WaitFailure> {
  const seen = errors.flatMap(({ evidence }) => evidence)
  const { host = '', port } = targets[0] ?? {}
  const who = await ownerOf(host, port)
  return { code, summary, evidence: [...new Set([...seen, ...who])], hints: hints.map(inOptionsOfWait) }
}

/** Hints name the options of a definition; this replaces them with the options of this command. */
function inOptionsOfWait(hint: string): string {
  return hint.replaceAll('`startTimeoutMs`', '`--timeout`').replaceAll('`ready`', 'the resource')
}
