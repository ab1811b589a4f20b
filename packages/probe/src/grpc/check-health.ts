import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Socket } from 'node:net'
import type * as Tls from 'node:tls'
import type { ExchangeFailure, Exchange } from '../wait/wait-for-exchange'
import { healthFailure, type GrpcAnswer } from './health-failure'
import { healthRequest } from './health-message'

/** The request of a health check. */
export interface HealthCall {
  /** The service whose health is requested; `''` is the whole server. */
  readonly service: string
  readonly headers: Readonly<Record<string, string>>
}

/** No answer is longer. */
const longestAnswer = 64 * 1024

/**
 * Requests a service's health, once; the caller ends the session.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
function checkHealth(
  session: ClientHttp2Session,
  call: HealthCall,
  limitMs: number,
): Promise<ExchangeFailure | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: ExchangeFailure): void => {
      clearTimeout(timer)
      resolve(failure)
    }
    const fail = (error: Error): void => settle(sessionFailure(error))
    const timer = setTimeout(() => settle(silence(limitMs)), limitMs)
    session.on('error', fail)
    session.once('close', () => settle({ outcome: 'failed', detail: 'the connection was closed without an answer' }))
    const stream = ask(session, call, limitMs)
    stream.on('error', fail)
    void answerOf(stream).then((answer) => settle(healthFailure(answer, call.service)), fail)
  })
}

function ask(session: ClientHttp2Session, { service, headers }: HealthCall, limitMs: number): ClientHttp2Stream {
  const stream = session.request({
    ...headers,
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    te: 'trailers',
    'content-type': 'application/grpc',
    'grpc-timeout': `${Math.ceil(limitMs)}m`,
  })
  return stream.end(healthRequest(service))
}

/** Reads until the end of the answer; `grpc-status` is in its trailers, or in its head when it has no message. */
async function answerOf(stream: ClientHttp2Stream): Promise<GrpcAnswer> {
  let headers: IncomingHttpHeaders = {}
  stream.once('response', (head) => (headers = { ...head, ...headers }))
  stream.once('trailers', (trailers) => (headers = { ...headers, ...trailers }))
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestAnswer) break
  }
  return { headers, body: Buffer.concat(chunks) }
}

/** If a stream ends with its session, its cause is the session's error. */
function sessionFailure(error: Error): ExchangeFailure {
  const { code = '', message } = (error.cause instanceof Error ? error.cause : error) as NodeJS.ErrnoException
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return { outcome: 'failed', detail: 'the server speaks no TLS', cause: error }
  if (code === 'ERR_HTTP2_ERROR')
    return { outcome: 'failed', detail: 'answers, but not as HTTP/2 does, which gRPC needs', cause: error }
  return { outcome: 'failed', detail: message.includes(code) ? message : `${message} (${code})`, cause: error }
}

function silence(limitMs: number): ExchangeFailure {
  return { outcome: 'silent', detail: `connected, but no answer of gRPC within ${Math.round(limitMs)} ms` }
}

/** Makes an exchange with one session on the probe's own connection; the session ends with the connection. */
export function healthExchange(origin: string, call: HealthCall): Exchange {
  // Loading takes some milliseconds, while the service starts. A failure is reported when the promise is awaited.
  const loading = Promise.all([import('node:http2'), import('node:tls')])
  loading.catch(() => {})
  return async (socket, { limitMs }) => {
    const [{ connect }, tls] = await loading
    const session = connect(origin, {
      createConnection: () => (origin.startsWith('https:') ? overTls(tls, socket) : socket),
    })
    try {
      return await checkHealth(session, call, limitMs)
    } finally {
      session.destroy()
      socket.destroySoon()
    }
  }
}

function overTls({ connect }: typeof Tls, socket: Socket): Socket {
  return connect({ socket, ALPNProtocols: ['h2'], rejectUnauthorized: false })
}
