import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectionFinding, inspectConnection, isLoopback } from '@portside/ports'
import type { ProbeAttempt, ProbeTarget } from '@portside/probe'
import { addressText } from '@portside/internal'
import { isBlocked } from './evidence'

/** How long a block must last, in milliseconds: a program that sets up a firewall may block connections while it starts. */
const lastsMs = 1000

/** Rests between looks: a look reads the kernel's tables, which takes milliseconds, and before a service listens every connection is refused. */
const restPerLook = 200
const shortestRestMs = 250
const longestRestMs = 1000

/** Watches, during a wait, for connections that do not get through to a listener. */
export interface BlockNotice {
  /** Must be called with every failed attempt of the wait. */
  readonly onAttempt: (attempt: ProbeAttempt) => void
  /** Resolves when connections have been blocked for a while; never if they are not. */
  readonly blocked: Promise<ConnectionFinding>
}

/** Starts to watch the address of a target on this machine, until `signal` aborts. */
export function noticeBlock({ host, port, listeners }: ProbeTarget, signal: AbortSignal): BlockNotice {
  const address = addressText(host, port)
  // A look in the first moments, when nothing listens yet, would hold up the probe.
  let nextLookAtMs = performance.now() + shortestRestMs
  // A service that will report when it listens is not looked at before it has sent a report.
  let wasReporting = false
  let hasReport = false
  const unsubscribe = listeners?.subscribe(() => {
    hasReport ||= wasReporting
    wasReporting = listeners.willReport()
  })
  signal.addEventListener('abort', () => unsubscribe?.(), { once: true })
  let resolveBlocked: (finding: ConnectionFinding) => void
  const blocked = new Promise<ConnectionFinding>((resolve) => (resolveBlocked = resolve))
  return { onAttempt, blocked }

  function onAttempt(attempt: ProbeAttempt): void {
    if (port === undefined || !isLoopback(host) || attempt.address !== address || !isSuspicious(attempt)) return
    if (performance.now() < nextLookAtMs || (listeners?.willReport() === true && !hasReport)) return
    // No other look until this one is over.
    nextLookAtMs = Infinity
    hasReport = false
    // A failed look does not count as a block.
    void lookAt(host, port).catch(() => undefined)
  }

  async function lookAt(host: string, port: number): Promise<void> {
    const startedAtMs = performance.now()
    const first = await look(host, port, signal)
    const restMs = Math.min(Math.max((performance.now() - startedAtMs) * restPerLook, shortestRestMs), longestRestMs)
    if (first !== undefined) {
      hasReport = true
      await delay(Math.max(lastsMs - first.elapsedMs, 0), undefined, { signal }).catch(() => undefined)
      const second = await look(host, port, signal)
      if (second !== undefined) resolveBlocked(second)
    }
    nextLookAtMs = performance.now() + restMs
  }
}

/** Whether a firewall may be the cause: it refuses or drops a connection, or makes the system forbid it. */
function isSuspicious({ outcome }: ProbeAttempt): boolean {
  return outcome === 'refused' || outcome === 'no-answer' || outcome === 'failed'
}

async function look(host: string, port: number, signal: AbortSignal): Promise<ConnectionFinding | undefined> {
  if (signal.aborted) return undefined
  const finding = await inspectConnection(host, port)
  return !signal.aborted && isBlocked(finding) ? finding : undefined
}
