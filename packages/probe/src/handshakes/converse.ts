import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { ExchangeFailure } from '../wait-for-exchange'
import { type Handshake, notTheProtocol, type Verdict } from './handshake'

/** More than any first answer has. */
const longestAnswer = 64 * 1024

/** Says the first words over a fresh connection, which it closes, and judges the answer. */
export function converse(socket: Socket, handshake: Handshake, limitMs: number): Promise<ExchangeFailure | undefined> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    let isSettled = false
    const settle = (failure?: ExchangeFailure): void => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      close(socket, failure === undefined ? handshake.goodbye : undefined)
      resolve(failure)
    }
    const timer = setTimeout(() => settle(silence(handshake, limitMs)), limitMs)
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const verdict = verdictOn(received, handshake)
      if (verdict === 'ready') settle()
      else if (verdict !== 'incomplete') settle({ outcome: 'answered', detail: verdict.wrong })
    })
    socket.once('close', () =>
      settle({ outcome: 'failed', detail: 'the connection was closed without a whole answer' }),
    )
    if (handshake.hello !== undefined) socket.write(handshake.hello)
  })
}

/** Another protocol's bytes may break off where this one has a number. */
function verdictOn(received: Buffer, { name, judge }: Handshake): Verdict {
  if (received.length > longestAnswer) return notTheProtocol(name, received)
  try {
    return judge(received)
  } catch {
    return notTheProtocol(name, received)
  }
}

/** `destroySoon` sends what is written first. */
function close(socket: Socket, goodbye: Uint8Array | undefined): void {
  socket.unref().resume()
  if (goodbye !== undefined && socket.writable) socket.write(goodbye)
  socket.destroySoon()
}

function silence({ name }: Handshake, limitMs: number): ExchangeFailure {
  return { outcome: 'silent', detail: `connected, but no answer of ${name} within ${Math.round(limitMs)} ms` }
}
