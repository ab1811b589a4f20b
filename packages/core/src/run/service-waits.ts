import { stripVTControlCharacters } from 'node:util'
import type { ProbeAttempt } from '@portside/probe'
import type { LastWords } from './run-watcher'

/** The state of services that are being started. */
export interface ServiceWaits {
  readonly starting: (service: string) => void
  readonly waiting: (service: string, attempt: ProbeAttempt, lastWords?: LastWords) => void
  readonly ready: (service: string) => void
  readonly list: () => readonly ServiceWait[]
}

/** A service that is being started, or is ready. */
export interface ServiceWait {
  readonly service: string
  readonly isReady: boolean
  /** The time since its start, until it was ready. */
  readonly elapsedMs: number
  /** The finding, and a line of the service that explains it: `503; waits until GET /health answers 2xx or 3xx (127.0.0.1:4321); body: no database`. */
  readonly reason: string | undefined
  /** The last observation, and the condition that is awaited, without the words of the service, which change with every answer. */
  readonly finding: string | undefined
}

interface Start {
  readonly startedAtMs: number
  readyAtMs?: number
  /** The last attempt of each probe, on the address that it tried first. */
  readonly attempts: Map<string, LastAttempt>
}

interface LastAttempt {
  readonly attempt: ProbeAttempt
  readonly atMs: number
  readonly lastWords: LastWords | undefined
}

// A probe without an attempt for so long has succeeded; one that reports only once, such as a pattern, is `pending`.
const recentMs = 2000

/** Makes an empty record of waits. */
export function createServiceWaits(): ServiceWaits {
  const starts = new Map<string, Start>()
  return {
    starting: (service) => void starts.set(service, { startedAtMs: performance.now(), attempts: new Map() }),
    waiting: (service, attempt, lastWords) => noteAttempt(starts.get(service), attempt, lastWords),
    ready: (service) => {
      const start = starts.get(service)
      if (start !== undefined) start.readyAtMs = performance.now()
    },
    list: () => [...starts].map(([service, start]) => waitOf(service, start)),
  }
}

function noteAttempt(start: Start | undefined, attempt: ProbeAttempt, lastWords: LastWords | undefined): void {
  const first = start?.attempts.get(attempt.probe)?.attempt
  // The other address of this machine is checked too, for the diagnosis only.
  if (first !== undefined && first.address !== attempt.address) return
  start?.attempts.set(attempt.probe, { attempt, atMs: performance.now(), lastWords })
}

function waitOf(service: string, { startedAtMs, readyAtMs, attempts }: Start): ServiceWait {
  const nowMs = performance.now()
  const isReady = readyAtMs !== undefined
  const open = [...attempts.values()].filter(
    ({ attempt, atMs }) => attempt.outcome === 'pending' || nowMs - atMs < recentMs,
  )
  const finding = open.map(({ attempt }) => shown(attempt)).join(', ')
  const isWaiting = !isReady && finding !== ''
  return {
    service,
    isReady,
    elapsedMs: (readyAtMs ?? nowMs) - startedAtMs,
    finding: isWaiting ? finding : undefined,
    reason: isWaiting ? [finding, ...wordsOf(open)].join('; ') : undefined,
  }
}

/** Several probes may show the same line of the output. */
function wordsOf(attempts: readonly LastAttempt[]): ReadonlySet<string> {
  return new Set(attempts.flatMap(({ lastWords }) => lastWords?.() ?? []))
}

function shown({ probe, address, detail }: ProbeAttempt): string {
  const text = `${detail}; waits until ${probe}${address === undefined ? '' : ` (${address})`}`
  return stripVTControlCharacters(text).replaceAll(/\s+/g, ' ')
}
