import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Probe } from '../probe'
import { checkPort, targetAddress } from '../target-address'
import { waitForExchange, type ExchangeFailure } from '../wait-for-exchange'

/** What a first answer says: all is well, the rest of it must be awaited, or what is wrong. */
export type Verdict = 'ready' | 'incomplete' | { readonly wrong: string }

/** The first words of a protocol, enough to know that its server answers. */
export interface Handshake {
  /** The protocol's name. */
  readonly name: string
  /** What to send first. @default nothing: the server begins */
  readonly hello?: Uint8Array
  /** Judges all that was received so far. */
  readonly judge: (received: Buffer) => Verdict
  /** What to send before the connection is closed, where servers log its absence. @default nothing */
  readonly goodbye?: Uint8Array
}

/** Options of every handshake. */
export interface HandshakeOptions {
  /** Another port of the same host. @default the target's own */
  readonly port?: number
}

/** More than any first answer has. */
const longestAnswer = 64 * 1024

/**
 * A probe that is ready when the target's server gives the right first answer.
 * @throws TypeError when the port is none.
 */
export function handshakeProbe(handshake: Handshake, options: HandshakeOptions): Probe {
  checkPort(options.port)
  const description = `${handshake.name} answers`
  return {
    description,
    asksPort: options.port === undefined,
    wait: async (target, run) =>
      waitForExchange(targetAddress(target, options.port), run, description, (socket, { limitMs }) =>
        converse(socket, handshake, limitMs),
      ),
  }
}

/** What is wrong with an answer of another protocol. */
export function notTheProtocol(name: string, received: Buffer): Verdict {
  return { wrong: `answers, but not as ${name} does: ${JSON.stringify(received.subarray(0, 60).toString('latin1'))}` }
}

function converse(socket: Socket, handshake: Handshake, limitMs: number): Promise<ExchangeFailure | undefined> {
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
