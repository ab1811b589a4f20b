import type { Dispatcher } from 'undici'
import type { Exchange, ExchangeFailure, ExchangeLimits } from '../wait-for-exchange'
import { answerFailure, noteBytes, noteMs, requestError, requestSilence } from './answer-failure'
import type { HttpRequest } from './http-request'
import { readBody } from './read-body'

const matchBytes = 1024 * 1024

/**
 * A request through undici, with a client of its own that is destroyed after it: no pool, no proxy, no redirects. undici
 * takes 0.1 s to load, so that begins with the wait and ends, mostly, before the service listens.
 */
export function undiciRequest(request: HttpRequest): Exchange {
  const loading = import('undici')
  // A failure to load is heard where it is awaited.
  loading.catch(() => {})
  return async (socket, limits) => {
    socket.destroy()
    const { Client } = await loading
    const client = new Client(request.url.origin, {
      pipelining: 1,
      headersTimeout: limits.limitMs,
      bodyTimeout: limits.limitMs,
      connect: { rejectUnauthorized: false, timeout: limits.limitMs },
    })
    try {
      return await answerTo(client, request, limits)
    } catch (error) {
      return isTimeout(error) ? requestSilence(limits.limitMs) : requestError(error)
    } finally {
      await client.destroy().catch(() => {})
    }
  }
}

async function answerTo(
  client: Dispatcher,
  request: HttpRequest,
  { limitMs, signal }: ExchangeLimits,
): Promise<ExchangeFailure | undefined> {
  const { url, method, headers, status, body } = request
  const response = await client.request({
    path: url.pathname + url.search,
    method,
    headers: { ...headers },
    signal,
  })
  const { statusCode, statusText } = response
  const isRightStatus = status.isAccepted(statusCode)
  if (isRightStatus && body.description === undefined) return undefined
  const bytes = isRightStatus
    ? await readBody(response.body, matchBytes, limitMs)
    : await readBody(response.body, noteBytes, noteMs)
  const text = bytes.toString('utf8')
  return isRightStatus && body.isAccepted(text)
    ? undefined
    : answerFailure(request, { status: statusCode, statusText, body: text })
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'].includes(codeOf(error) ?? '')
}

function codeOf(error: NodeJS.ErrnoException): string | undefined {
  return error.code
}
