import type { Probe } from '../probe'
import { checkPort, targetAddress } from '../target-address'

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
    wait: async (target, run) => {
      const { converse, waitForExchange } = await import('../waiting')
      await waitForExchange(targetAddress(target, options.port), run, description, (socket, { limitMs }) =>
        converse(socket, handshake, limitMs),
      )
    },
  }
}

/** What is wrong with an answer of another protocol. */
export function notTheProtocol(name: string, received: Buffer): Verdict {
  return { wrong: `answers, but not as ${name} does: ${JSON.stringify(received.subarray(0, 60).toString('latin1'))}` }
}
