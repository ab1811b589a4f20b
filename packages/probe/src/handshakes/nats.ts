import type { Probe } from '../probe'
import { handshakeProbe, notTheProtocol, type HandshakeOptions, type Verdict } from './handshake'

/**
 * Ready when a NATS server sends its INFO, which it does to every client.
 * @throws TypeError when the port is none.
 * @see https://docs.nats.io/reference/reference-protocols/nats-protocol#info
 */
export function nats(options: HandshakeOptions = {}): Probe {
  return handshakeProbe({ name: 'NATS', judge }, options)
}

function judge(received: Buffer): Verdict {
  const text = received.toString('latin1')
  if (text.startsWith('INFO ')) return text.includes('\r\n') ? 'ready' : 'incomplete'
  return 'INFO '.startsWith(text) ? 'incomplete' : notTheProtocol('NATS', received)
}
