import { STATUS_CODES } from 'node:http'
import type { ExchangeFailure } from '../wait-for-exchange'
import type { HttpRequest } from './http-request'

/** How much of a body a note keeps, in bytes. */
export const noteBytes = 64 * 1024

/** The note of an answer that was not the one asked for. */
export function answerFailure(request: HttpRequest, status: number, body: string): ExchangeFailure {
  const reason = request.status.isAccepted(status) ? `${status}, but its body is not as asked` : statusText(status)
  return { outcome: 'answered', detail: `${requestLine(request)}: ${reason}`, status, body: body.slice(0, noteBytes) }
}

/** The note of a request that had no answer within its limit. */
export function requestSilence(request: HttpRequest, limitMs: number): ExchangeFailure {
  return { outcome: 'no-answer', detail: `${requestLine(request)}: no answer within ${Math.round(limitMs)} ms` }
}

/** The note of a request that ended with an error. */
export function requestError(request: HttpRequest, error: unknown): ExchangeFailure {
  return { outcome: 'failed', detail: `${requestLine(request)}: ${errorText(error)}`, cause: error }
}

function requestLine({ method, path }: HttpRequest): string {
  return `${method} ${path}`
}

function statusText(status: number): string {
  const text = STATUS_CODES[status]
  return text === undefined ? String(status) : `${status} ${text}`
}

function errorText(error: unknown): string {
  const { code, message, rawPacket } = error as NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array }
  // A TLS alert or handshake record, version 3.x (RFC 8446, 5.1).
  if (rawPacket !== undefined && [0x15, 0x16].includes(rawPacket[0] ?? 0) && rawPacket[1] === 3) {
    return 'the server speaks TLS (https), not plain HTTP'
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'the server speaks plain HTTP, not TLS (https)'
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}
