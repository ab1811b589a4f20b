import type { Probe } from '../probe'
import { handshakeProbe, notTheProtocol, type HandshakeOptions, type Verdict } from './handshake'

/**
 * Ready when Redis or Valkey answers PING, also by asking for a password; not while it loads its data.
 * @throws TypeError when the port is none.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/ (inline commands, simple errors)
 */
export function redis(options: HandshakeOptions = {}): Probe {
  return handshakeProbe({ name: 'Redis', hello: Buffer.from('PING\r\n'), judge }, options)
}

function judge(received: Buffer): Verdict {
  const text = received.toString('latin1')
  if (!/^[+-]/.test(text)) return notTheProtocol('Redis', received)
  if (!text.includes('\r\n')) return 'incomplete'
  if (/^(\+PONG|-NOAUTH|-NOPERM)/.test(text)) return 'ready'
  return { wrong: text.slice(1, text.indexOf('\r\n')) }
}
