import { PortsideError } from '@portside/errors'
import type { ProbeAttempt, Readiness } from '@portside/probe'

/** What is known of a service that did not become ready in time. */
export interface Unready {
  readonly service: string
  readonly readiness: Readiness
  readonly address: { readonly host: string; readonly port: number | undefined }
  readonly output?: string
  readonly hints?: readonly string[]
}

/** `E_NOT_LISTENING` where every connection was refused, else `E_NOT_READY`: with what each probe saw last. */
export function diagnoseUnready(unready: Unready): PortsideError {
  const { service, readiness, output } = unready
  const isRefused = readiness.attempts.length > 0 && readiness.attempts.every(({ outcome }) => outcome === 'refused')
  return new PortsideError({
    code: isRefused ? 'E_NOT_LISTENING' : 'E_NOT_READY',
    service,
    summary: `${isRefused ? 'did not listen' : 'was not ready'} within ${Math.round(readiness.elapsedMs)} ms`,
    evidence: readiness.attempts.map(shown),
    output,
    hints: [...(unready.hints ?? []), ...(isRefused ? listeningHints(unready) : readyHints(readiness))],
  })
}

function shown({ probe, address, detail }: ProbeAttempt): string {
  return [probe, address, detail].filter((part) => part !== undefined && part !== '').join(': ')
}

function listeningHints({ address: { host, port } }: Unready): string[] {
  return [
    `It should listen on ${host}, port ${port}. Does it read PORT (and HOST)? If not, put {port} into its command line.`,
    'If it is slow to start, raise `startTimeoutMs`.',
  ]
}

function readyHints({ attempts }: Readiness): string[] {
  const statuses = attempts.flatMap(({ status }) => status ?? [])
  if (statuses.includes(404)) return ['It answers 404: is the path of `ready` right?']
  return ['If it is slow to start, raise `startTimeoutMs`; if `ready` asks for the wrong thing, change it.']
}
