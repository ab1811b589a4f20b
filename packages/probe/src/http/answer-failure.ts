import type { ExchangeFailure } from '../wait/wait-for-exchange'
import type { HttpRequest } from './http-request'

/** How much of a body an attempt keeps, in bytes. */
export const noteBytes = 64 * 1024

/** How long reading a body that is only kept for an attempt may take, in milliseconds. */
export const noteMs = 1000

/** An answer as it was received. */
export interface Answer {
  readonly status: number
  /** The reason phrase; HTTP/2 has none. */
  readonly statusText: string
  /** All headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** The headers by which a person sees what an answer is. */
const shownHeaders = ['content-type', 'location', 'www-authenticate', 'retry-after', 'server', 'x-powered-by']

/** Describes an answer that is not the expected one. */
export function answerFailure(request: HttpRequest, { status, statusText, headers, body }: Answer): ExchangeFailure {
  const problem = request.status.isAccepted(status) ? ', but its body is not as asked' : ''
  const detail = `${`${status} ${statusText}`.trimEnd()}${problem}`
  const shown = shownHeaders.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, String(headers[name])] as const],
  )
  return { outcome: 'answered', detail, status, headers: Object.fromEntries(shown), body: body.slice(0, noteBytes) }
}

/** Describes a request that had no answer within its limit. */
export function requestSilence(limitMs: number): ExchangeFailure {
  return { outcome: 'silent', detail: `no answer within ${Math.round(limitMs)} ms` }
}

/** Describes a request that ended with an error. */
export function requestError(error: unknown): ExchangeFailure {
  return { outcome: 'failed', detail: errorText(error), cause: error }
}

function errorText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'the server speaks plain HTTP, not TLS (https)'
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}
