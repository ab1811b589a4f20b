import { startTimer } from '@portside/internal'
import type { ProbeAttempt } from '@portside/probe'
import { isLoginRefused } from '../../diagnose/answer-hints'
import { maskSecrets } from '../../text/mask-secrets'

const namedAfterMs = 2000

/** Watches the failed attempts on a service that is expected to run already. */
export interface ExistingWatch {
  readonly onAttempt: (attempt: ProbeAttempt) => void
  /** Resolves with the first attempt that no waiting will change; never if there is none. */
  readonly hopeless: Promise<ProbeAttempt>
  readonly end: () => void
}

/** Starts to watch. After two seconds one line on standard error says what is waited for. */
export function watchExisting(service: string, url: string): ExistingWatch {
  let last: ProbeAttempt | undefined
  let settle: (attempt: ProbeAttempt) => void
  const hopeless = new Promise<ProbeAttempt>((resolve) => (settle = resolve))
  const stopTimer = startTimer(() => {
    const found = last === undefined ? '' : `: ${last.detail}`
    process.stderr.write(`portside waits for ${service}, which \`existing\` expects at ${maskSecrets(url)}${found}\n`)
  }, namedAfterMs)
  return {
    hopeless,
    onAttempt: (attempt) => {
      last = attempt
      if (isHopeless(attempt)) settle(attempt)
    },
    end: stopTimer,
  }
}

/** A name that nobody knows, and credentials that are refused: by HTTP (RFC 9110, 15.5) or a database. */
function isHopeless({ cause, status = 0, detail }: ProbeAttempt): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  return code === 'ENOTFOUND' || [401, 403, 407].includes(status) || isLoginRefused(detail)
}
