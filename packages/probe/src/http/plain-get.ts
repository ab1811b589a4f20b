import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import { leaveInPeace } from '../wait/leave-in-peace'
import type { Exchange, ExchangeFailure } from '../wait/wait-for-exchange'
import { answerFailure, noteBytes, noteMs, requestError, requestSilence } from './answer-failure'
import { parseAnswer, type AnswerHead, joinChunks } from './answer-head'
import type { HttpRequest } from './http-request'
import { withStandardHeaders } from './probe-headers'
import { readBody } from './read-body'
import { undiciRequest } from './undici-request'

/**
 * A GET written on the probe's own connection (RFC 9112), for the common case in which only the status of the answer counts. A client, even
 * `node:http`, takes milliseconds more for its first request than a server that has just begun to listen. A server that speaks only HTTP/2 is asked so.
 */
export function plainGet(request: HttpRequest): Exchange {
  const { host, pathname, search } = request.url
  const fields = Object.entries({ host, ...withStandardHeaders({}), connection: 'close' })
  const lines = [`GET ${pathname}${search} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)]
  const text = `${lines.join('\r\n')}\r\n\r\n`
  let byHttp2: Exchange | undefined
  return async (socket, limits) => {
    if (byHttp2 !== undefined) return byHttp2(socket, limits)
    const { limitMs } = limits
    const answer = headOf(socket, limitMs)
    socket.write(text)
    const head = await answer
    if (head === 'silent') return giveUp(socket, requestSilence(limitMs))
    if (head === 'http2') {
      byHttp2 = undiciRequest(request, true)
      return byHttp2(socket, limits)
    }
    if (head instanceof Error) return giveUp(socket, requestError(head))
    return request.status.isAccepted(head.status) ? leaveInPeace(socket) : noteAnswer(request, head, socket)
  }
}

type Head = AnswerHead | Error | 'http2' | 'silent'

/** Reads the first final answer; the received part of its body is put back. */
function headOf(socket: Socket, limitMs: number): Promise<Head> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    const settle = (result: Head): void => {
      clearTimeout(timer)
      socket.off('data', read).off('error', settle).off('close', close).pause()
      resolve(result)
    }
    const read = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk])
      const answer = parseAnswer(received)
      if (answer === undefined) return
      settle(answer)
      if (typeof answer === 'object' && !(answer instanceof Error) && answer.bodyAt < received.length)
        socket.unshift(received.subarray(answer.bodyAt))
    }
    const close = (): void => settle(new Error('the connection was closed before an answer'))
    // The socket keeps the process alive as long as it is wanted.
    const timer = setTimeout(() => settle('silent'), limitMs).unref()
    socket.on('data', read).on('error', settle).on('close', close)
  })
}

function giveUp(socket: Socket, failure: ExchangeFailure): ExchangeFailure {
  socket.destroy()
  return failure
}

async function noteAnswer(request: HttpRequest, head: AnswerHead, socket: Socket): Promise<ExchangeFailure> {
  const { status, statusText, headers, length, isChunked } = head
  // The lines between chunks are not content.
  const bytes = await readBody(socket, Math.min(length, isChunked ? 2 * noteBytes : noteBytes), noteMs)
  socket.destroy()
  const body = (isChunked ? joinChunks(bytes) : bytes).toString('utf8')
  return answerFailure(request, { status, statusText, headers, body })
}
