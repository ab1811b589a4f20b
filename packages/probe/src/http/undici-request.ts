import { beginsHttp2 } from '@portside/internal'
import type { Client, Dispatcher } from 'undici'
import { socketFailure } from '../wait/socket-failure'
import type { Exchange, ExchangeFailure, ExchangeLimits } from '../wait/wait-for-exchange'
import { answerFailure, noteBytes, noteMs, requestError, requestSilence } from './answer-failure'
import type { HttpRequest } from './http-request'
import { withStandardHeaders } from './probe-headers'
import { readBody } from './read-body'

const matchBytes = 1024 * 1024

/**
 * A request through undici, with its own client that is destroyed after it: no pool, no proxy, and only the redirects that the options allow. undici
 * takes 0.1 s to load, so loading begins with the wait and mostly ends before the service listens. HTTP/2 is agreed on by ALPN (RFC 7301); without
 * TLS it is used where the server answers in it, or `speaksHttp2` (RFC 9113, 3.3).
 */
export function undiciRequest(request: HttpRequest, speaksHttp2 = false): Exchange {
  const send = undiciSend(request, speaksHttp2)
  return (socket, limits) => {
    socket.destroy()
    return send(limits)
  }
}

/** Makes the same request without an existing connection, for requests over a Unix socket. */
export function undiciSend(
  request: HttpRequest,
  speaksHttp2 = false,
): (limits: ExchangeLimits) => Promise<ExchangeFailure | undefined> {
  let byHttp2 = speaksHttp2
  const loading = import('undici')
  // A failure to load is reported when the promise is awaited.
  loading.catch(() => {})
  return async (limits) => {
    const { Client, H2CClient } = await loading
    let hop = request
    for (let left = request.maxRedirects ?? 0; ; left -= 1) {
      const isHttp2 = byHttp2 && hop.url.origin === request.url.origin && hop.url.protocol === 'http:'
      const client = new (isHttp2 ? H2CClient : Client)(hop.url.origin, clientOptions(hop, limits.limitMs))
      const { failure, location } = await answerOnce(client, hop, limits)
      if (!byHttp2 && isHttp2Answer(failure?.cause)) {
        byHttp2 = true
        left += 1
        continue
      }
      if (failure === undefined || location === undefined || left === 0) return failure
      hop = redirected(hop, location)
    }
  }
}

/** The end of one request; a redirect is a failure with the location of the next request. */
interface Ended {
  readonly failure: ExchangeFailure | undefined
  readonly location?: string | undefined
}

async function answerOnce(client: Dispatcher, request: HttpRequest, limits: ExchangeLimits): Promise<Ended> {
  try {
    return await answerTo(client, request, limits)
  } catch (error) {
    return { failure: isTimeout(error) ? requestSilence(limits.limitMs) : failureOf(request, error) }
  } finally {
    await client.destroy().catch(() => {})
  }
}

function clientOptions({ socketPath }: HttpRequest, limitMs: number): Client.Options {
  return {
    pipelining: 1,
    allowH2: true,
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
    connect: { rejectUnauthorized: false, timeout: limitMs, ...(socketPath !== undefined && { socketPath }) },
  }
}

async function answerTo(client: Dispatcher, request: HttpRequest, { limitMs, signal }: ExchangeLimits): Promise<Ended> {
  const { url, method, headers, status, body } = request
  const response = await client.request({
    path: url.pathname + url.search,
    method,
    headers: withStandardHeaders(headers),
    signal,
  })
  const { statusCode, statusText, headers: received } = response
  const isRightStatus = status.isAccepted(statusCode)
  if (isRightStatus && body.description === undefined) return { failure: undefined }
  const bytes = isRightStatus
    ? await readBody(response.body, matchBytes, limitMs)
    : await readBody(response.body, noteBytes, noteMs)
  const text = bytes.toString('utf8')
  if (isRightStatus && body.isAccepted(text)) return { failure: undefined }
  const failure = answerFailure(request, { status: statusCode, statusText, headers: received, body: text })
  return { failure, location: statusCode >= 300 && statusCode < 400 ? locationOf(response, url) : undefined }
}

function locationOf({ headers: { location } }: Dispatcher.ResponseData, { href }: URL): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, href)) return undefined
  return /^https?:$/.test(new URL(location, href).protocol) ? location : undefined
}

/** A login must not reach another server (RFC 9110, 15.4). */
function redirected(request: HttpRequest, location: string): HttpRequest {
  const url = new URL(location, request.url)
  const isSame = url.origin === request.url.origin
  const kept = Object.entries(request.headers).filter(([name]) => isSame || !/^(authorization|cookie)$/i.test(name))
  return { ...request, url, headers: Object.fromEntries(kept) }
}

function failureOf({ socketPath }: HttpRequest, error: unknown): ExchangeFailure {
  return socketPath === undefined ? requestError(error) : socketFailure(socketPath, error as NodeJS.ErrnoException)
}

/** The error of undici's parser has what it could not read. */
function isHttp2Answer(error: unknown): boolean {
  const { data } = (error ?? {}) as { readonly data?: unknown }
  return typeof data === 'string' && beginsHttp2(data)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'].includes(codeOf(error) ?? '')
}

function codeOf(error: NodeJS.ErrnoException): string | undefined {
  return error.code
}
