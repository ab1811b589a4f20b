import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { ExchangeFailure } from '../wait/wait-for-exchange'
import type { Handshake, Reply, Verdict } from './handshake'

/** No first answer is longer. */
const longestAnswer = 64 * 1024

/** Sends the first message over a fresh connection, judges the answer and closes the connection. */
export function converse(
  socket: Socket,
  name: string,
  { hello, judge, goodbye }: Handshake,
  limitMs: number,
): Promise<ExchangeFailure | undefined> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    let isSettled = false
    const settle = (failure?: ExchangeFailure): void => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      close(socket, failure === undefined ? goodbye : undefined)
      resolve(failure)
    }
    // The socket keeps the process alive as long as it is wanted.
    const timer = setTimeout(() => settle(silence(name, limitMs)), limitMs).unref()
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      let verdict = verdictOn(received, judge)
      while (isReply(verdict)) {
        if (verdict.send.length > 0) socket.write(verdict.send)
        received = received.subarray(verdict.taken)
        verdict = received.length === 0 ? 'incomplete' : verdictOn(received, judge)
      }
      if (verdict === 'ready') settle()
      else if (verdict !== 'incomplete') settle({ outcome: 'answered', detail: failureOf(verdict, name, received) })
    })
    socket.once('close', () =>
      settle({ outcome: 'failed', detail: 'the connection was closed without a whole answer' }),
    )
    if (hello !== undefined) socket.write(hello)
  })
}

/** The bytes of another protocol may end where this one has a number. */
function verdictOn(received: Buffer, judge: Handshake['judge']): Verdict {
  if (received.length > longestAnswer) return 'foreign'
  try {
    return judge(received)
  } catch {
    return 'foreign'
  }
}

function isReply(verdict: Verdict): verdict is Reply {
  return typeof verdict === 'object' && 'send' in verdict
}

function failureOf(verdict: 'foreign' | { readonly wrong: string }, name: string, received: Buffer): string {
  if (verdict !== 'foreign') return verdict.wrong
  return `answers, but not as ${name} does: ${JSON.stringify(received.subarray(0, 60).toString('latin1'))}`
}

/** `destroySoon` first sends the data that is written. */
function close(socket: Socket, goodbye: Uint8Array | undefined): void {
  socket.unref().resume()
  if (goodbye !== undefined && socket.writable) socket.write(goodbye)
  socket.destroySoon()
}

function silence(name: string, limitMs: number): ExchangeFailure {
  return { outcome: 'silent', detail: `connected, but no answer of ${name} within ${Math.round(limitMs)} ms` }
}
