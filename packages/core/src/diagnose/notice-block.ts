import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectionFinding, inspectConnection, isLoopback } from '@portside/ports'
import type { ProbeAttempt, ProbeTarget } from '@portside/probe'
import { addressText } from './address-text'
import { isBlocked } from './evidence'

/** How long a block must last to be one; what sets up a firewall may do so while it starts. */
const lastsMs = 1000

/** A look reads the kernel's tables, which takes milliseconds, and before a service listens every connection is refused. */
const restPerLook = 200
const shortestRestMs = 250
const longestRestMs = 1000

/** Looks, during a wait, for connections that do not come through although somebody listens. */
export interface BlockNotice {
  /** Is to be told every failed attempt of the wait. */
  readonly onAttempt: (attempt: ProbeAttempt) => void
  /** Resolves when connections have been blocked for a while; never when they are not. */
  readonly blocked: Promise<ConnectionFinding>
}

/** Begins to look at the address of a target on this machine; `signal` ends it. */
export function noticeBlock({ host, port, listeners }: ProbeTarget, signal: AbortSignal): BlockNotice {
  const address = addressText(host, port)
  // A look in the first moments, when nobody listens yet, would hold up the probe.
  let nextLookAtMs = performance.now() + shortestRestMs
  // Who has said that it will tell when it listens is not looked at before it has told something.
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
    // Until this look is over.
    nextLookAtMs = Infinity
    hasReport = false
    // What cannot be looked at is no block.
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

/** A firewall lets a connection be refused or unanswered, or has the system forbid it. */
function isSuspicious({ outcome }: ProbeAttempt): boolean {
  return outcome === 'refused' || outcome === 'no-answer' || outcome === 'failed'
}

async function look(host: string, port: number, signal: AbortSignal): Promise<ConnectionFinding | undefined> {
  if (signal.aborted) return undefined
  const finding = await inspectConnection(host, port)
  return !signal.aborted && isBlocked(finding) ? finding : undefined
}
