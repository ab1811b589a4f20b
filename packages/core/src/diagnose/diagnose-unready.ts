import { PortsideError, type PortsideErrorCode } from '@portside/errors'
import type { ProbeAttempt, Readiness } from '@portside/probe'
import { isRefused } from './is-refused'

/** What is known of a service that did not become ready in time. */
export interface Unready {
  readonly service: string
  readonly readiness: Readiness
  readonly address: { readonly host: string; readonly port: number | undefined }
  readonly output?: string
  readonly hints?: readonly string[]
}

/**
 * `E_NOT_LISTENING` where its address refused every connection, `E_WRONG_HOST` where another address of this machine did
 * not, else `E_NOT_READY`: with what each probe saw last.
 */
export function diagnoseUnready(unready: Unready): PortsideError {
  const { service, readiness, output, hints = [] } = unready
  const { code, summary, hints: ownHints } = judge(unready)
  return new PortsideError({
    code,
    service,
    summary: `${summary} within ${Math.round(readiness.elapsedMs)} ms`,
    evidence: readiness.attempts.map(shown),
    output,
    hints: [...hints, ...ownHints],
  })
}

interface Verdict {
  readonly code: PortsideErrorCode
  readonly summary: string
  readonly hints: readonly string[]
}

function judge({ readiness, address: { host, port } }: Unready): Verdict {
  const { attempts } = readiness
  if (!isRefused(readiness, host, port)) return notReady(attempts)
  const elsewhere = attempts.find(({ address, outcome }) => address !== undefined && outcome === 'answered')?.address
  if (elsewhere !== undefined) return wrongHost(host, elsewhere)
  return {
    code: 'E_NOT_LISTENING',
    summary: 'did not listen',
    hints: [
      `It should listen on ${host}, port ${port}. Does it read PORT (and HOST)? If not, put {port} into its command line.`,
      'If it is slow to start, raise `startTimeoutMs`.',
    ],
  }
}

function wrongHost(host: string, elsewhere: string): Verdict {
  const hint = `Have it listen on ${host}: it reads HOST, or put {host} into its command line. \`localhost\` means ::1 on some machines.`
  return { code: 'E_WRONG_HOST', summary: `listened on ${elsewhere} and not on ${host}`, hints: [hint] }
}

function notReady(attempts: readonly ProbeAttempt[]): Verdict {
  const isMissing = attempts.some(({ status }) => status === 404)
  const hint = isMissing
    ? 'It answers 404: is the path of `ready` right?'
    : 'If it is slow to start, raise `startTimeoutMs`; if `ready` asks for the wrong thing, change it.'
  return { code: 'E_NOT_READY', summary: 'was not ready', hints: [hint] }
}

function shown({ probe, address, detail }: ProbeAttempt): string {
  return [probe, address, detail].filter((part) => part !== undefined && part !== '').join(': ')
}
