import type { Handshake, Verdict } from './handshake'

/**
 * Redis and Valkey: any answer to PING counts, even a request for a password, but not while data is loaded.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/ (inline commands, simple errors)
 */
export const redis: Handshake = { hello: Buffer.from('PING\r\n'), judge }

function judge(received: Buffer): Verdict {
  const text = received.toString('latin1')
  if (!/^[+-]/.test(text)) return 'foreign'
  if (!text.includes('\r\n')) return 'incomplete'
  if (/^(\+PONG|-NOAUTH|-NOPERM)/.test(text)) return 'ready'
  return { wrong: text.slice(1, text.indexOf('\r\n')) }
}
