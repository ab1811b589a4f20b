import { setTimeout as delay } from 'node:timers/promises'
import type { Probe, ProbeAttempt, ProbeRun, ProbeTarget } from '@portside/probe'

/** What is there may log each look at it. */
const everyMs = 100

/** What a connection meets where there is nobody, nor a way to anybody. */
const nowhere: ReadonlySet<string | undefined> = new Set([
  'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND',
]) // prettier-ignore

/** A probe that is ready when what `probe` looks for is not there: it refuses connections, or answers otherwise. */
export function gone(probe: Probe): Probe {
  return {
    description: probe.description,
    wait: async (target, run) => {
      while (!(await isGone(probe, target, run))) {
        run.note({ probe: probe.description, outcome: 'answered', detail: 'is still there' })
        await delay(everyMs, undefined, { signal: run.signal })
      }
    },
  }
}

/** One look: until the probe is ready, or tells that it cannot be. */
async function isGone(probe: Probe, target: ProbeTarget, run: ProbeRun): Promise<boolean> {
  const found = new AbortController()
  let address: string | undefined
  const note = (attempt: ProbeAttempt): void => {
    // What happens on the other loopback address is noted too, after the first.
    address ??= attempt.address
    if (attempt.address !== address || !isAbsence(attempt, target)) return run.note(attempt)
    found.abort()
  }
  try {
    await probe.wait(target, { ...run, note, signal: AbortSignal.any([run.signal, found.signal]) })
  } catch (error) {
    run.signal.throwIfAborted()
    if (!found.signal.aborted) throw error
  }
  return found.signal.aborted
}

/** No answer is that of a machine that is off; on this one it is a full queue or a filter, behind which somebody may be. */
function isAbsence({ outcome, cause }: ProbeAttempt, { host }: ProbeTarget): boolean {
  if (outcome === 'no-answer') return !/^127\.|^::1$/.test(host)
  if (outcome === 'failed') return nowhere.has((cause as NodeJS.ErrnoException | undefined)?.code)
  return outcome === 'refused' || outcome === 'self-connect' || outcome === 'answered'
}
