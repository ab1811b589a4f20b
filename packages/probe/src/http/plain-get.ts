import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Exchange, ExchangeFailure, ExchangeLimits } from '../wait-for-exchange'
import { answerFailure, noteBytes, noteMs, requestError, requestSilence } from './answer-failure'
import type { HttpRequest } from './http-request'
import { readBody } from './read-body'

/**
 * A GET on the probe's own connection, without an agent: the common case, which costs no client. `node:http` is loaded
 * while the first connection is made.
 */
export function plainGet(request: HttpRequest): Exchange {
  const loading = import('node:http')
  return async (socket, limits) => {
    const http = await loading
    const { host, pathname, search } = request.url
    const clientRequest = http.request({
      createConnection: () => socket,
      path: pathname + search,
      headers: { host, connection: 'close' },
    })
    return answerTo(clientRequest, socket, request, limits)
  }
}

async function answerTo(
  clientRequest: ClientRequest,
  socket: Socket,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<ExchangeFailure | undefined> {
  const response = await responseTo(clientRequest, limits)
  if (!isResponse(response)) {
    socket.destroy()
    return response instanceof Error ? requestError(request, response) : requestSilence(request, limits.limitMs)
  }
  const { statusCode: status = 0, statusMessage: statusText = '' } = response
  if (request.status.isAccepted(status)) return leaveInPeace(response, socket)
  const text = await readBody(response, noteBytes, noteMs)
  socket.destroy()
  return answerFailure(request, { status, statusText, body: text })
}

function responseTo(
  clientRequest: ClientRequest,
  { limitMs }: ExchangeLimits,
): Promise<IncomingMessage | Error | 'silent'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silent'), limitMs)
    const settle = (result: IncomingMessage | Error): void => {
      clearTimeout(timer)
      resolve(result)
    }
    clientRequest.on('response', settle).on('error', settle)
    clientRequest.on('close', () => settle(new Error('the connection was closed')))
    clientRequest.end()
  })
}

function isResponse(result: IncomingMessage | Error | 'silent'): result is IncomingMessage {
  return typeof result === 'object' && 'statusCode' in result
}

/** Lets the server finish its answer, so that it does not log a broken pipe; neither waits for it nor keeps the process. */
function leaveInPeace(response: IncomingMessage, socket: Socket): undefined {
  response.on('error', () => {}).resume()
  socket.unref()
  setTimeout(() => socket.destroy(), noteMs).unref()
}
