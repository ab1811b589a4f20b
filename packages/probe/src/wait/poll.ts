import { onSilence, attemptLimitMs } from './attempt-limit'
import { startPace, type Rhythm, sleep } from './pace'
import type { ProbeRun, ProbeAttempt } from '../probe'

/** One check: resolves to `undefined` when the service is ready, else to a description of the fault. */
export type Look = (limits: { readonly limitMs: number }) => Promise<Omit<ProbeAttempt, 'probe'> | undefined>

/** Checks repeatedly, one check at a time, until one succeeds or the run aborts. */
export async function poll(description: string, rhythm: Rhythm, run: ProbeRun, look: Look): Promise<void> {
  const pace = startPace()
  const note = (attempt: Omit<ProbeAttempt, 'probe'>): void => run.note({ probe: description, ...attempt })
  try {
    for (;;) {
      run.signal.throwIfAborted()
      const failure = await onSilence(look({ limitMs: attemptLimitMs(pace.elapsedMs(), run) }), (waitedMs) =>
        note({ outcome: 'silent', detail: `has not ended for ${waitedMs} ms` }),
      )
      run.signal.throwIfAborted()
      if (failure === undefined) return
      note(failure)
      await sleep(run.intervalMs ?? pace.pauseMs(rhythm), run.signal)
    }
  } finally {
    pace.end()
  }
}
