import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectionFinding, inspectConnection, isLoopback } from '@portside/ports'
import type { ProbeAttempt } from '@portside/probe'
import { addressText } from './address-text'
import { isBlocked } from './is-blocked'

/** How long a block must last to be one; what sets up a firewall may do so while it starts. */
const lastsMs = 1000

/** How often to look, at most: before a service listens, every connection is refused. */
const lookEveryMs = 250

/** Looks, during a wait, for connections that do not come through although somebody listens. */
export interface BlockNotice {
  /** Is to be told every failed attempt of the wait. */
  readonly onAttempt: (attempt: ProbeAttempt) => void
  /** Resolves when connections have been blocked for a while; never when they are not. */
  readonly blocked: Promise<ConnectionFinding>
}

/** Begins to look at an address of this machine; `signal` ends it. */
export function noticeBlock(host: string, port: number | undefined, signal: AbortSignal): BlockNotice {
  const address = addressText(host, port)
  let nextLookAtMs = 0
  let resolveBlocked: (finding: ConnectionFinding) => void
  const blocked = new Promise<ConnectionFinding>((resolve) => (resolveBlocked = resolve))
  return { onAttempt, blocked }

  function onAttempt(attempt: ProbeAttempt): void {
    if (port === undefined || !isLoopback(host) || attempt.address !== address || !isSuspicious(attempt)) return
    if (performance.now() < nextLookAtMs) return
    // Until this look is over.
    nextLookAtMs = Infinity
    void lookTwice(host, port, signal).then((finding) => {
      if (finding !== undefined) resolveBlocked(finding)
      nextLookAtMs = performance.now() + lookEveryMs
    })
  }
}

/** A firewall lets a connection be refused or unanswered, or has the system forbid it. */
function isSuspicious({ outcome }: ProbeAttempt): boolean {
  return outcome === 'refused' || outcome === 'no-answer' || outcome === 'failed'
}

async function lookTwice(host: string, port: number, signal: AbortSignal): Promise<ConnectionFinding | undefined> {
  const first = await look(host, port, signal)
  if (first === undefined) return undefined
  await delay(Math.max(lastsMs - first.elapsedMs, 0), undefined, { signal }).catch(() => undefined)
  return look(host, port, signal)
}

async function look(host: string, port: number, signal: AbortSignal): Promise<ConnectionFinding | undefined> {
  if (signal.aborted) return undefined
  const finding = await inspectConnection(host, port)
  return !signal.aborted && isBlocked(finding) ? finding : undefined
}
