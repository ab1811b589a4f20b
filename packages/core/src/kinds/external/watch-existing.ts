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

/** The wait for a running service, as the line on standard error describes it. */
export interface ExistingWait {
  readonly service: string
  readonly url: string
  /** The option or the constructor that names the URL, as users write it. */
  readonly namedBy: string
  readonly timeoutMs: number
  /** Whether the constructor has no option for the time limit. */
  readonly isLimitFixed: boolean
}

/** Starts to watch. After two seconds one line on standard error names the service, how long the wait may be, and the option that sets this. */
export function watchExisting({ service, url, namedBy, timeoutMs, isLimitFixed }: ExistingWait): ExistingWatch {
  let last: ProbeAttempt | undefined
  let settle: (attempt: ProbeAttempt) => void
  const hopeless = new Promise<ProbeAttempt>((resolve) => (settle = resolve))
  const stopTimer = startTimer(() => {
    const found = last === undefined ? '' : `: ${last.detail}`
    const limit = isLimitFixed ? `${timeoutMs / 1000} s` : `${timeoutMs / 1000} s (\`startTimeoutMs\`)`
    process.stderr.write(
      `portside waits up to ${limit} for ${service}, which \`${namedBy}\` expects at ${maskSecrets(url)}${found}\n`,
    )
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
