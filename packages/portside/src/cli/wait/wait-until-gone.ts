import { addressText } from '@portside/internal'
import { type ProbeAttempt, type ProbeTarget, type WaitLimits, waitUntilReady } from '@portside/probe'
import { ownerOf, type WaitFailure, type WaitResult } from './wait-result'
import type { WaitTarget } from './wait-target'

/** Waits until a resource is gone from all of its addresses, and reports who has its port if one remains. */
export async function waitUntilGone(target: WaitTarget, limits: WaitLimits): Promise<WaitResult> {
  const ends = await Promise.all(
    target.targets.map(async (at) => ({ at, end: await waitUntilReady(target.probe, at, limits) })),
  )
  const elapsedMs = Math.round(Math.max(...ends.map(({ end }) => end.elapsedMs)))
  const result = { resource: target.name, elapsedMs }
  const left = ends.filter(({ end }) => end.state !== 'ready')
  if (left.length === 0) return { ...result, isDone: true }
  const seen = left.map(({ at, end }) => sightOf(target, at, end.attempts.at(-1)))
  return { ...result, isDone: false, failure: await failureOf(left[0]?.at, seen, elapsedMs) }
}

/** Describes its last state, or why that is not known. */
function sightOf({ probe }: WaitTarget, { host, port }: ProbeTarget, last: ProbeAttempt | undefined): string {
  const address = port === undefined ? [] : [addressText(host, port)]
  const parts =
    last === undefined || last.outcome === 'answered' ? [probe.description, ...address] : [...address, last.detail]
  return parts.join(': ')
}

async function failureOf(
  at: ProbeTarget | undefined,
  seen: readonly string[],
  elapsedMs: number,
): Promise<WaitFailure> {
  const { host = '', port } = at ?? {}
  const who = await ownerOf(host, port)
  return {
    code: port === undefined ? 'E_NOT_READY' : 'E_PORT_IN_USE',
    summary: `is still there after ${elapsedMs} ms`,
    evidence: [...seen, ...who],
    hints: [
      ...(who.length > 0 ? [`\`npx portside kill ${port}\` ends who has the port.`] : []),
      'If it takes long to end, raise `--timeout`.',
    ],
  }
}
